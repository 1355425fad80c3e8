"""Annexes of the Official Journal, and an amendment, with made-up parties."""

from collections.abc import Mapping

HEADER = (
    "celex,recordId,programKey,annex,measure,startDate,reason,schema,name,alias,weakAlias,"
    "previousName,country,nationality,birthDate,birthPlace,position,passportNumber,gender,"
    "registrationNumber,taxNumber,idNumber,kppCode,leiCode,swiftBic,imoNumber,flag,address,notes"
)
COLUMNS = HEADER.split(",")


def table(*rows: Mapping[str, str], amending: bool = False) -> bytes:
    columns = ["amendedCelex", "amendmentCelex", *COLUMNS[1:]] if amending else COLUMNS
    lines = [",".join(columns)]
    for row in rows:
        cells = {"celex": "C1", "amendedCelex": "C1", "annex": "I", "schema": "Person", **row}
        lines.append(
            ",".join('"' + cells.get(name, "").replace('"', '""') + '"' for name in columns)
        )
    return "\n".join(lines).encode()


PERSON = {
    "recordId": "7",
    "programKey": "EU-X",
    "measure": "Asset freeze",
    "startDate": "3. 2.2022",
    "reason": "Fled.",
    "name": "Imran QUARTZ",
    "alias": "Имран КВАРЦ; Imran Kuartz (formerly listed as); Chinese:; Text of image; 石英",
    "weakAlias": "The Stone",
    "nationality": "(a) Iranian, (b) Atlantean",
    "birthDate": '"(a) 2.3.1951; (b) Approximately 1952, (c) 1370 (Hijri Calendar)"',
    "birthPlace": "Mosul, Iraq; Cali, Colombia",
    "position": "Colonel",
    "passportNumber": "A1234567 (Iranian passport, expired on 1.2.2003); 477845448 (USA)",
    "gender": "male.",
    "idNumber": "555666777",
    "kppCode": "770101001",
    "address": "(a) 12 Hill Street, Cali, Colombia (in prison), (b) Atlantis",
    "notes": "UN Ref QDi.901",
}
OLD = {"recordId": "1", "name": "Imran QUARTZ", "alias": "Old"}
UNNUMBERED = {"name": "Sea  Quartz", "schema": "Vessel", "imoNumber": "9074729"}
