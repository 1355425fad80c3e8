"""The registry of loaders: one entry a kind of list file."""

from collections.abc import Mapping
from typing import Any

from lists.loaders.au_xlsx import AU_XLSX
from lists.loaders.ca_xml import CA_XML
from lists.loaders.ftm import FTM
from lists.loaders.ftm_delta import FTM_DELTA
from lists.loaders.loader import Loader
from lists.loaders.ofac_sdn_csv import OFAC_SDN_CSV
from lists.loaders.partner_csv import PARTNER_CSV
from lists.loaders.seco_xml import SECO_XML
from lists.loaders.un_xml import UN_XML

LOADERS: Mapping[str, Loader[Any]] = {
    loader.kind: loader
    for loader in (
        AU_XLSX,
        CA_XML,
        FTM,
        FTM_DELTA,
        OFAC_SDN_CSV,
        PARTNER_CSV,
        SECO_XML,
        UN_XML,
    )
}
"""Kind, as in `--source KIND=PATH`, to its loader."""
