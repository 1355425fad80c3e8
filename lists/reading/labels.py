"""What publishers call the kinds of identifiers, to the schemes that screening knows."""

from matchers.model import Kind, Scheme

_LABELS: dict[Scheme, tuple[str, ...]] = {
    Scheme.IMO: (
        *("Vessel Registration Identification IMO", "Identification Number IMO"),
        *("Company Number IMO", "Registration Number IMO", "Vessel Registration Identification"),
    ),
    Scheme.MMSI: ("MMSI",),
    Scheme.CALL_SIGN: ("Vessel Call Sign", "Other Vessel Call Sign"),
    Scheme.AIRCRAFT_TAIL: ("Aircraft Tail Number", "Previous Aircraft Tail Number"),
    Scheme.BIC: ("SWIFT/BIC",),
    Scheme.LEI: ("Legal Entity Number",),
    Scheme.DUNS: ("D-U-N-S Number",),
    Scheme.EIN: ("US FEIN",),
    Scheme.PASSPORT: (
        *("Passport", "Diplomatic Passport", "Stateless Person Passport", "Official Passport"),
        *("Service Passport", "British National Overseas Passport", "Refugee Passport"),
        "Travel Document Number",
    ),
    Scheme.NATIONAL_ID: (
        *("National ID No.", "Cedula No.", "C.U.R.P.", "C.U.I.P.", "D.N.I.", "SSN", "I.F.E."),
        *("Identification Number", "Personal ID Card", "National Foreign ID Number"),
        *("Turkish Identification Number", "Citizen's Card Number", "Identity Card"),
        *("Tazkira National ID Card", "Numero de Identidad", "LE Number", "Residency Number"),
        *("Electoral Registry No.", "Credencial electoral", "Kenyan ID No.", "N.I.E."),
        *("Cartilla de Servicio Militar Nacional", "Birth Certificate Number", "Tazkira"),
        *("Stateless Person ID Card", "Moroccan Personal ID No.", "Bosnian Personal ID No."),
        *("Numero Unico de Identidad", "Carnet de Extranjeria", "Immigration No."),
        *("Cedula de Ciudadania", "Cedula de Residencia", "Cedula de Extranjeria"),
        *("C.U.I.", "CNP (Personal Numerical Code)", "UAE Identification", "Refugee ID Card"),
        *("Military Registration Number", "Driver's License No.", "Pilot License Number"),
        *("Seafarer's Identification Document", "SRE Permit No.", "U.S. Social Security Number"),
        *("Tarjeta de Identidad", "Tarjeta Profesional", "N.I.F.", "Kyrgyz Identification Number"),
        *("Interior Ministry Identification Number", "Citizen Identification Number"),
        *("Romanian Permanent Resident CAN", "VisaNumberID"),
        "Russian State Individual Business Registration Number Pattern (OGRNIP)",
    ),
    Scheme.TAX_NUMBER: (
        *("Tax ID No.", "NIT", "RUC", "R.F.C.", "RFC", "RIF", "V.A.T. Number", "C.U.I.T.", "RTN"),
        *("Italian Fiscal Code", "Fiscal Code", "C.I.F.", "UAE Tax Registration Number", "RUC No."),
        *("Numero Unico de Identificacao Tributaria (NUIT)", "Romanian Tax Registration"),
        "Paraguayan tax identification number",
    ),
    Scheme.REGISTRATION_NUMBER: (
        *("Registration Number", "Registration ID", "Business Registration Number"),
        *("Business Registration Document", "Company Number", "UK Company Number", "C.R. No."),
        *("Commercial Registry Number", "Folio Mercantil No.", "Matricula Mercantil No"),
        *("Trade License No.", "Government Gazette Number", "Enterprise Number"),
        *("Chamber of Commerce Number", "Public Registration Number", "Branch Unit Number"),
        *("Certificate of Incorporation Number", "Registered Charity No.", "Business Number"),
        *("Unified Social Credit Code (USCC)", "Economic Register Number (CBLS)"),
        *("United Social Credit Code Certificate (USCCC)", "BIK (RU)", "Central Registration ID"),
        *("License", "Central Registration System Number", "Istanbul Chamber of Comm. No."),
        *("Organization Code", "MSB Registration Number", "Romanian C.R."),
        *("File Number", "Dubai Chamber of Commerce Membership No.", "Commercial Registry ID"),
        *("C.I.N.", "RSIN", "Registration Certificate Number (Dubai)"),
        *("Permit Number", "Tourism License No.", "Afghan Money Service Provider License Number"),
    ),
}
_LABELS_OF_SECO: dict[Scheme, tuple[str, ...]] = {
    Scheme.IMO: ("IMO number",),
    Scheme.NATIONAL_ID: ("ID card", "Driving license", "Residence permit", "Social security card"),
    Scheme.TAX_NUMBER: (
        *("Tax registration number", "Taxpayer identification number", "Tax number"),
        *("Tax identification number", "INN"),
    ),
    Scheme.REGISTRATION_NUMBER: (
        *("State registration number", "Main state registration number", "OGRN"),
        *("Principal state registration number", "Trade register number"),
    ),
}
SCHEMES = {
    label: scheme
    for table in (_LABELS, _LABELS_OF_SECO)
    for scheme, labels in table.items()
    for label in labels
}
"""Every known label, as publishers write it, to its scheme."""

_FOLDED = {label.casefold().rstrip(".:# "): scheme for label, scheme in SCHEMES.items()}


def scheme_of(label: str, kind: Kind) -> Scheme:
    """The scheme of a number that its publisher labels `label`, whatever its letter case.

    A number under a label that is not known is a national id of a person, a registration number of
    anything else; the caller keeps the label in the remarks.
    """
    known = _FOLDED.get(" ".join(label.split()).casefold().rstrip(".:# "))
    if known is not None:
        return known
    return Scheme.NATIONAL_ID if kind is Kind.PERSON else Scheme.REGISTRATION_NUMBER


def is_known(label: str) -> bool:
    """Whether `scheme_of` knows the label."""
    return " ".join(label.split()).casefold().rstrip(".:# ") in _FOLDED
