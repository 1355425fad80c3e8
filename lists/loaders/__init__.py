"""The registry of loaders: one entry a kind of list file, in alphabetical order of the kinds."""

from collections.abc import Mapping
from typing import Any

from lists.loaders.au_xlsx import AU_XLSX
from lists.loaders.bis_dpl_txt import BIS_DPL_TXT
from lists.loaders.ca_xml import CA_XML
from lists.loaders.csl_csv import CSL_CSV
from lists.loaders.csl_json import CSL_JSON
from lists.loaders.eu_fsf_xml import EU_FSF_XML
from lists.loaders.eu_oj_csv import EU_OJ_CSV
from lists.loaders.ftm import FTM
from lists.loaders.ftm_delta import FTM_DELTA
from lists.loaders.loader import Loader
from lists.loaders.ofac_advanced_xml import OFAC_ADVANCED_XML
from lists.loaders.ofac_csv import OFAC_CONS_CSV, OFAC_SDN_CSV
from lists.loaders.ofac_xml import OFAC_XML
from lists.loaders.partner_csv import PARTNER_CSV
from lists.loaders.seco_xml import SECO_XML
from lists.loaders.uk_conlist_csv import UK_CONLIST_CSV
from lists.loaders.uk_csv import UK_CSV
from lists.loaders.uk_xml import UK_XML
from lists.loaders.un_xml import UN_XML

LOADERS: Mapping[str, Loader[Any]] = {
    loader.kind: loader
    for loader in (
        AU_XLSX,
        BIS_DPL_TXT,
        CA_XML,
        CSL_CSV,
        CSL_JSON,
        EU_FSF_XML,
        EU_OJ_CSV,
        FTM,
        FTM_DELTA,
        OFAC_ADVANCED_XML,
        OFAC_CONS_CSV,
        OFAC_SDN_CSV,
        OFAC_XML,
        PARTNER_CSV,
        SECO_XML,
        UK_CONLIST_CSV,
        UK_CSV,
        UK_XML,
        UN_XML,
    )
}
"""Kind, as in `--source KIND=PATH`, to its loader."""
