"""The Consolidated Screening List and the Denied Persons List, with made-up parties."""

from pathlib import Path

EL = "Entity List (EL) - Bureau of Industry and Security"
SDN = "Specially Designated Nationals (SDN) - Treasury Department"
JSON = Path(__file__).with_name("csl.json").read_bytes()
CSV = (
    "_id,source,entity_number,type,programs,name,title,addresses,federal_register_notice,"
    "start_date,end_date,license_requirement,vessel_flag,remarks,source_list_url,alt_names,"
    "citizenships,dates_of_birth,places_of_birth,ids,new_column\n"
    f'101,{SDN},101,Individual,SDGT; IFSR,"QUARTZ, Imran",Director,"12 Hill Street, Cali, CO; '
    'Gate 5",,,,,,(Linked To: QUARTZ HOLDINGS),https://list.example/sdn,"KUARTZ, Imran; THE STONE"'
    ',IR; XX,1952-03-03; circa 1951,"Cali, Colombia","IR, A1234567, 2030-07-02, Passport; '
    'Tax ID No., 80-0890696, US; www.quartz.example, Website; Male, Gender",what\n'
    f"9,{EL},,,,Basalt Trading,,CN,80 FR 69852,2015-11-12,,For all items,,,,"
    '"Basalt; and Gneiss Works.",,,,,\n'
)
TXT = (
    '"Name"\t"Street_Address"\t"City"\t"State"\t"Country"\t"Postal_Code"\t"Effective_Date"\t'
    '"Expiration_Date"\t"Standard_Order"\t"Last_Update"\t"Action"\t"FR_Citation"\n'
    '" JO FLINT"\t"1 Elm Road"\t"SPRINGVALE"\t"TX"\t"US"\t"75081"\t"03/04/2003"\t"6/29/2056"\t"Y"\t'
    '"2007-01-31"\t"NOTICE ADDED"\t"67 F.R. 1"\n'
    '"Jo Flint"\t"2 Oak Road"\t"SPRINGVALE"\t"TX"\t"US"\t"75081"\t"01/02/2002"\t"06/29/2056"\t"Y"\t'
    '"2007-01-31"\t"NOTICE ADDED"\t"67 F.R. 2"\n'
    '"JO FLINT"\t"HARBOUR 5"\t"DUBAI"\t""\t"AE"\t""\t"soon"\t""\t"N"\t""\t""\t""\n'
)
