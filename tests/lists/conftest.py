"""Small lists of our own invention, in each format, written to a temporary folder."""

import json
from collections.abc import Mapping, Sequence
from pathlib import Path

import pytest

from lists.build import SourceSpec

SDN = """\
101,"QUARTZ, Imran",individual,"SDGT] [IFSR","Director",-0- ,-0- ,-0- ,-0- ,-0- ,-0- ,\
"DOB circa 1951; alt. DOB 03 Mar 1952; POB Cali, Colombia; nationality Iran; Gender Male; \
Passport A1234567 (Iran) expires 02 Jul 2030; National ID No. 555666777 (Iran); a.k.a. 'THE STONE'\
; Additional Sanctions Information - Subject to Secondary Sanctions; Linked To: QUARTZ HOLDINGS."
102,QUARTZ HOLDINGS,-0- ,SDGT,-0- ,-0- ,-0- ,-0- ,-0- ,-0- ,-0- ,\
"Tax ID No. 7700112233 (Russia); SWIFT/BIC QUARIRTH; Digital Currency Address - XBT \
1BoatSLRHtKNngkdXEeobR76b53LETtpyT; Registration Number 12"
103,SEA QUARTZ,vessel,NPWMD,-0- ,T2AB4,Crude Oil Tanker,"318,000",-0- ,Panama,QUARTZ LINES,\
"Vessel Registration Identification IMO 9074729; MMSI 256842000; Former Vessel Flag Malta."
104,EP-QRZ,aircraft,SDGT,-0- ,-0- ,-0- ,-0- ,-0- ,-0- ,-0- ,Aircraft Model A300.
\x1a
"""
ALT = """\
101,1,aka,"KUARTZ, Imran",-0- \n\
102,2,fka,OLD QUARTZ COMPANY,-0- \n\
103,3,nka,BRIGHT STAR,-0- \n"""
ADD = """\
101,1,"12 Hill Street","Cali","Colombia",-0- \n\
102,2,-0- ,"Gate 5","Atlantis",-0- \n\
103,3,-0- ,-0- ,-0- ,-0- \n"""
COMMENTS = """\
102,"345678 (Russia); Website www.quartz.example."
"""

UN = """\
<?xml version="1.0" encoding="UTF-8"?>
<CONSOLIDATED_LIST dateGenerated="2026-01-01T00:00:00Z">
  <INDIVIDUALS>
    <INDIVIDUAL>
      <DATAID>1</DATAID>
      <FIRST_NAME>IMRAN</FIRST_NAME><SECOND_NAME>QUARTZ</SECOND_NAME>
      <UN_LIST_TYPE>Al-Qaida</UN_LIST_TYPE>
      <REFERENCE_NUMBER>QDi.901</REFERENCE_NUMBER>
      <LISTED_ON>2012-12-31</LISTED_ON>
      <GENDER>Male</GENDER>
      <COMMENTS1>Fled in
        2013.</COMMENTS1>
      <DESIGNATION><VALUE>Colonel</VALUE></DESIGNATION>
      <NATIONALITY><VALUE>Iran (Islamic Republic of)</VALUE></NATIONALITY>
      <NAME_ORIGINAL_SCRIPT>عمران كوارتز</NAME_ORIGINAL_SCRIPT>
      <INDIVIDUAL_ALIAS><QUALITY>Good</QUALITY>
        <ALIAS_NAME>Imran Kuartz; Omran Quartz</ALIAS_NAME></INDIVIDUAL_ALIAS>
      <INDIVIDUAL_ALIAS><QUALITY>Low</QUALITY><ALIAS_NAME>The Stone</ALIAS_NAME></INDIVIDUAL_ALIAS>
      <INDIVIDUAL_ALIAS><QUALITY/><ALIAS_NAME/></INDIVIDUAL_ALIAS>
      <INDIVIDUAL_ADDRESS><STREET>12 Hill Street</STREET><CITY>Cali</CITY>
        <COUNTRY>Colombia</COUNTRY><NOTE>previous</NOTE></INDIVIDUAL_ADDRESS>
      <INDIVIDUAL_DATE_OF_BIRTH><TYPE_OF_DATE>APPROXIMATELY</TYPE_OF_DATE>
        <YEAR>1951</YEAR></INDIVIDUAL_DATE_OF_BIRTH>
      <INDIVIDUAL_DATE_OF_BIRTH><TYPE_OF_DATE>BETWEEN</TYPE_OF_DATE>
        <FROM_YEAR>1953</FROM_YEAR><TO_YEAR>1955</TO_YEAR></INDIVIDUAL_DATE_OF_BIRTH>
      <INDIVIDUAL_DATE_OF_BIRTH><TYPE_OF_DATE>EXACT</TYPE_OF_DATE>
        <NOTE>24/06/1402 (Hijri Calendar)</NOTE></INDIVIDUAL_DATE_OF_BIRTH>
      <INDIVIDUAL_PLACE_OF_BIRTH><CITY>Mosul</CITY><COUNTRY>Iraq</COUNTRY>
      </INDIVIDUAL_PLACE_OF_BIRTH>
      <INDIVIDUAL_DOCUMENT><TYPE_OF_DOCUMENT>Passport</TYPE_OF_DOCUMENT>
        <NUMBER>A1234567</NUMBER><ISSUING_COUNTRY>Pakistan</ISSUING_COUNTRY></INDIVIDUAL_DOCUMENT>
      <INDIVIDUAL_DOCUMENT><TYPE_OF_DOCUMENT>National Identification Number</TYPE_OF_DOCUMENT>
        <NUMBER>555666777</NUMBER><NOTE>expired</NOTE></INDIVIDUAL_DOCUMENT>
    </INDIVIDUAL>
  </INDIVIDUALS>
  <ENTITIES>
    <ENTITY>
      <FIRST_NAME>QUARTZ RELIEF (QR); QUARTZ AID</FIRST_NAME>
      <UN_LIST_TYPE>Al-Qaida</UN_LIST_TYPE>
      <REFERENCE_NUMBER>QDe.902</REFERENCE_NUMBER>
      <ENTITY_ALIAS><QUALITY>f.k.a.</QUALITY><ALIAS_NAME>Old Relief</ALIAS_NAME></ENTITY_ALIAS>
      <ENTITY_ADDRESS><COUNTRY>Atlantis</COUNTRY></ENTITY_ADDRESS>
    </ENTITY>
  </ENTITIES>
</CONSOLIDATED_LIST>
"""

FTM: list[dict[str, object]] = [
    {
        "id": "own-1",
        "schema": "Person",
        "datasets": ["own-list", "another"],
        "caption": "Imran Quartz",
        "properties": {
            "name": ["Imran Quartz", "Imran Kuartz"],
            "weakAlias": ["The Stone"],
            "birthDate": ["1951-03-02"],
            "country": ["ir", "Atlantis"],
            "passportNumber": ["A1234567"],
            "position": ["Colonel"],
        },
    },
    {
        "id": "own-2",
        "schema": "Vessel",
        "datasets": ["own-ships"],
        "properties": {"name": ["Sea Quartz"], "imoNumber": ["IMO9074729", "9074728"]},
    },
]


def ftm_lines(records: Sequence[Mapping[str, object]]) -> bytes:
    return b"".join(json.dumps(record).encode() + b"\n" for record in records)


@pytest.fixture
def sdn_folder(tmp_path: Path) -> Path:
    folder = tmp_path / "sdn"
    folder.mkdir()
    for name, text in {"sdn": SDN, "alt": ALT, "add": ADD, "sdn_comments": COMMENTS}.items():
        (folder / f"{name}.csv").write_text(text, encoding="utf-8")
    return folder


@pytest.fixture
def un_file(tmp_path: Path) -> Path:
    path = tmp_path / "consolidated.xml"
    path.write_text(UN, encoding="utf-8")
    return path


@pytest.fixture
def ftm_file(tmp_path: Path) -> Path:
    path = tmp_path / "own.ftm.jsonl"
    path.write_bytes(ftm_lines(FTM))
    return path


@pytest.fixture
def ftm_records() -> list[dict[str, object]]:
    """The FollowTheMoney records of `ftm_file`, to vary."""
    return json.loads(json.dumps(FTM))  # type: ignore[no-any-return]  # what went in


@pytest.fixture
def sources(sdn_folder: Path, un_file: Path, ftm_file: Path) -> list[SourceSpec]:
    """One small list of each kind."""
    return [
        SourceSpec(kind="ofac-sdn-csv", path=sdn_folder),
        SourceSpec(kind="un-xml", path=un_file),
        SourceSpec(kind="ftm", path=ftm_file),
    ]
