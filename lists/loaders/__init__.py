"""The registry of loaders: one entry a kind of list file."""

from collections.abc import Mapping
from typing import Any

from lists.loaders.eu_fsf_xml import EU_FSF_XML
from lists.loaders.eu_oj_csv import EU_OJ_CSV
from lists.loaders.ftm import FTM
from lists.loaders.loader import Loader
from lists.loaders.ofac_sdn_csv import OFAC_SDN_CSV
from lists.loaders.uk_conlist_csv import UK_CONLIST_CSV
from lists.loaders.uk_csv import UK_CSV
from lists.loaders.uk_xml import UK_XML
from lists.loaders.un_xml import UN_XML

LOADERS: Mapping[str, Loader[Any]] = {
    loader.kind: loader
    for loader in (
        FTM,
        OFAC_SDN_CSV,
        UN_XML,
        EU_FSF_XML,
        EU_OJ_CSV,
        UK_XML,
        UK_CSV,
        UK_CONLIST_CSV,
    )
}
"""Kind, as in `--source KIND=PATH`, to its loader."""
