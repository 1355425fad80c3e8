"""The registry of loaders: one entry a kind of list file."""

from collections.abc import Mapping
from typing import Any

from lists.loaders.bis_dpl_txt import BIS_DPL_TXT
from lists.loaders.csl_csv import CSL_CSV
from lists.loaders.csl_json import CSL_JSON
from lists.loaders.ftm import FTM
from lists.loaders.loader import Loader
from lists.loaders.ofac_advanced_xml import OFAC_ADVANCED_XML
from lists.loaders.ofac_csv import OFAC_CONS_CSV, OFAC_SDN_CSV
from lists.loaders.ofac_xml import OFAC_XML
from lists.loaders.un_xml import UN_XML

LOADERS: Mapping[str, Loader[Any]] = {
    loader.kind: loader
    for loader in (
        BIS_DPL_TXT,
        CSL_CSV,
        CSL_JSON,
        FTM,
        OFAC_ADVANCED_XML,
        OFAC_CONS_CSV,
        OFAC_SDN_CSV,
        OFAC_XML,
        UN_XML,
    )
}
"""Kind, as in `--source KIND=PATH`, to its loader."""
