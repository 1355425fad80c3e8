"""OFAC's older XML layout, with made-up parties."""


def entry(inner: str, uid: str = "7", name: str = "A") -> str:
    return f"<sdnEntry><uid>{uid}</uid><lastName>{name}</lastName>{inner}</sdnEntry>"


def of(*entries: str) -> tuple[str, bytes]:
    publication = "<publshInformation><Record_Count>1</Record_Count></publshInformation>"
    return "sdn.xml", f"<sdnList xmlns='urn:any'>{publication}{''.join(entries)}</sdnList>".encode()


PERSON = entry(
    "<firstName>Imran</firstName><title>Director</title><sdnType>Individual</sdnType>"
    "<remarks>Member of a band; (Linked To: QUARTZ HOLDINGS)</remarks>"
    "<programList><program>SDGT</program><program>IFSR</program></programList>"
    "<idList>"
    "<id><uid>1</uid><idType>Gender</idType><idNumber>Male</idNumber></id>"
    "<id><uid>2</uid><idType>Passport</idType><idNumber>A1234567</idNumber>"
    "<idCountry>Iran</idCountry><expirationDate>02 Jul 2030</expirationDate></id>"
    "<id><uid>3</uid><idType>Driver's License No.</idType><idNumber>D-55667</idNumber></id>"
    "<id><uid>4</uid><idType>Secondary sanctions risk:</idType><idNumber>See it.</idNumber></id>"
    "<id><uid>5</uid><idType>ISIN</idType><idNumber>US0000000001</idNumber></id>"
    "<id><uid>6</uid><idType>Guild Card</idType><idNumber>G-778899 (Cali)</idNumber></id>"
    "</idList>"
    "<akaList>"
    "<aka><type>a.k.a.</type><category>strong</category><lastName>KUARTZ</lastName>"
    "<firstName>Imran</firstName></aka>"
    "<aka><type>a.k.a.</type><category>weak</category><lastName>THE STONE</lastName></aka>"
    "<aka><type>f.k.a.</type><category>strong</category><lastName>OLD</lastName></aka>"
    "</akaList>"
    "<addressList><address><address1>12 Hill Street</address1><city>Cali</city>"
    "<postalCode>760001</postalCode><country>Colombia</country></address>"
    "<address><country>Atlantis</country></address><address><uid>9</uid></address></addressList>"
    "<nationalityList><nationality><country>Iran</country></nationality></nationalityList>"
    "<citizenshipList><citizenship><country>Atlantis</country></citizenship></citizenshipList>"
    "<dateOfBirthList><dateOfBirthItem><dateOfBirth>circa 1951</dateOfBirth></dateOfBirthItem>"
    "<dateOfBirthItem><dateOfBirth>long ago</dateOfBirth></dateOfBirthItem></dateOfBirthList>"
    "<placeOfBirthList><placeOfBirthItem><placeOfBirth>Cali, Colombia</placeOfBirth>"
    "</placeOfBirthItem></placeOfBirthList><newField>said</newField>",
    uid="101",
    name="QUARTZ",
)
VESSEL = entry(
    "<sdnType>Vessel</sdnType><vesselInfo><callSign>T2AB4</callSign><vesselType>Tug</vesselType>"
    "<vesselFlag>Panama</vesselFlag><vesselOwner>QUARTZ LINES</vesselOwner><tonnage>9</tonnage>"
    "</vesselInfo><idList><id><idType>Vessel Registration Identification</idType>"
    "<idNumber>IMO 9074729</idNumber></id><id><idType>Vessel Year of Build</idType>"
    "<idNumber>1996</idNumber></id></idList>",
    uid="103",
    name="SEA QUARTZ",
)
AIRCRAFT = entry("<sdnType>Aircraft</sdnType>", uid="104", name="EP-QRZ")
