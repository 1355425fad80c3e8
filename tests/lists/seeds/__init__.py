"""A small sound list of each kind: what tests vary, and what fuzzing starts from."""

from collections.abc import Mapping, Sequence
from pathlib import Path

from tests.lists.conftest import ADD, ALT, COMMENTS, FTM, SDN, UN, ftm_lines
from tests.lists.seeds import csl, eu_fsf, eu_oj, ofac_xml, uk
from tests.lists.seeds.au import AU
from tests.lists.seeds.ca import CA
from tests.lists.seeds.seco import SECO
from tests.lists.seeds.uk_conlist import CONLIST
from tests.lists.workbook import workbook

ADVANCED = Path(__file__).with_name("sdn_advanced.xml").read_bytes()

FTM_CHANGES: Sequence[Mapping[str, object]] = (
    {"op": "MOD", "entity": {**FTM[0], "caption": "Imran Q."}},
    {"op": "ADD", "entity": {**FTM[0], "id": "own-3"}},
    {"op": "DEL", "entity": {"id": "own-2"}},
    {"op": "DEL", "entity": {"id": "own-4"}},
)

PARTNER = """\
id;kind;name;alias;weak_alias;Birth date;country;address;passport;Tax ID No.;listed_on;marking;Case
#;person, company …;needed;;;;;;;;;;
7;person;Imran Quartz;Imran Kuartz; The Stone;05.03.1962;Iran;"12 Hill Street, Cali, Colombia";\
A1234567 (IR);="007712";46052;;"12; open"
;ship;Sea Quartz;;;;Panama / Atlantis;;;;soon;closed;
"""

SEEDS: Mapping[str, Mapping[str, bytes]] = {
    "au-xlsx": {"regulation8.xlsx": workbook(AU)},
    "bis-dpl-txt": {"dpl.txt": csl.TXT.encode()},
    "ca-xml": {"sema.xml": CA.encode()},
    "csl-csv": {"consolidated.csv": csl.CSV.encode()},
    "csl-json": {"consolidated.json": csl.JSON},
    "eu-fsf-xml": {"full.xml": eu_fsf.FULL.encode()},
    "eu-oj-csv": {
        "annex.csv": eu_oj.table(eu_oj.PERSON, eu_oj.OLD, eu_oj.UNNUMBERED),
        "amendment.csv": eu_oj.table({**eu_oj.OLD, "amendmentCelex": "C9"}, amending=True),
    },
    "ftm": {"own.ftm.jsonl": ftm_lines(FTM)},
    "ftm-delta": {
        "entities.ftm.json": ftm_lines(FTM),
        "20260801.delta.json": ftm_lines(FTM_CHANGES[:2]),
        "20260802.delta.json": ftm_lines(FTM_CHANGES[2:]),
    },
    "ofac-advanced-xml": {"sdn_advanced.xml": ADVANCED},
    "ofac-cons-csv": {
        "cons_prim.csv": SDN.encode(),
        "cons_alt.csv": ALT.encode(),
        "cons_add.csv": ADD.encode(),
        "cons_comments.csv": COMMENTS.encode(),
    },
    "ofac-sdn-csv": {
        "sdn.csv": SDN.encode(),
        "alt.csv": ALT.encode(),
        "add.csv": ADD.encode(),
        "sdn_comments.csv": COMMENTS.encode(),
    },
    "ofac-xml": dict([ofac_xml.of(ofac_xml.PERSON, ofac_xml.VESSEL, ofac_xml.AIRCRAFT)]),
    "partner-csv": {
        "parties.csv": PARTNER.encode(),
        "parties.mapping.yaml": b"source: own-watch\n",
    },
    "seco-xml": {"seco.xml": SECO.encode()},
    "uk-conlist-csv": {"conlist.csv": CONLIST},
    "uk-csv": {"uk.csv": uk.CSV},
    "uk-xml": {"uk.xml": uk.XML.encode()},
    "un-xml": {"consolidated.xml": UN.encode()},
}
"""Kind of list to its files by name."""

OTHER_LAYOUTS: Mapping[str, Mapping[str, bytes]] = {
    "eu-fsf-xml": {"whole.xml": eu_fsf.WHOLE.encode()},
}
"""What else a kind reads, of as many files."""
