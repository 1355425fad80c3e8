"""What the manipulations of names are made with: own compilation, apart from the product's tables.

They measure what the product knows, so they are not taken from it.
"""

from typing import Final

from matchers.model import Kind

SOUNDS: Final = (
    ("kh", "h"), ("zh", "j"), ("ph", "f"), ("ck", "k"), ("sch", "sh"), ("ou", "u"), ("oo", "u"),
    ("ee", "i"), ("q", "k"), ("w", "v"), ("yu", "iu"), ("ya", "ia"), ("ey", "ei"), ("iy", "y"),
    ("ss", "s"), ("ll", "l"), ("ov", "off"), ("dj", "j"), ("gh", "g"), ("ks", "x"),
)  # fmt: skip
"""Letters, and others that stand for the same sound in some spelling system."""

LOOK_ALIKES: Final = dict(zip("aceopxyABCEHKMOPTX", "асеорхуАВСЕНКМОРТХ", strict=True))
"""Latin letters to the Cyrillic ones that look alike."""

TITLES: Final = {
    Kind.PERSON: ("Mr.", "Dr.", "Mrs.", "General", "Sheikh", "Prof."),
    Kind.VESSEL: ("M/V", "MV", "MT"),
}

ORDINARY_WORDS: Final = {
    Kind.PERSON: ("Daniel", "Maria", "Ali", "Peter"),
    Kind.ORGANIZATION: ("International", "Group", "Services", "Global"),
    Kind.VESSEL: ("Star", "Queen", "1"),
}

LEGAL_FORMS: Final = (
    ("LLC", "L.L.C.", "Limited Liability Company"),
    ("Ltd", "Ltd.", "Limited"),
    ("JSC", "Joint Stock Company"),
    ("OOO", "Obshchestvo s Ogranichennoy Otvetstvennostyu"),
    ("OAO", "OJSC", "Open Joint Stock Company", "Otkrytoye Aktsionernoye Obshchestvo"),
    ("AO", "Aktsionernoye Obshchestvo"),
    ("GmbH", "Gesellschaft mit beschränkter Haftung"),
    ("Inc", "Inc.", "Incorporated"),
    ("Corp", "Corp.", "Corporation"),
    ("SA", "S.A.", "Sociedad Anonima"),
    ("PJSC", "Public Joint Stock Company"),
)
"""Legal forms, each with its spellings."""

NICKNAMES: Final[dict[str, tuple[str, ...]]] = {
    "abdul": ("abdel",),
    "alexander": ("alex", "sasha"), "aleksandr": ("sasha", "sanya"), "aleksei": ("alyosha",),
    "aleksey": ("alyosha", "lyosha"), "anastasia": ("nastya",), "andrei": ("andriusha",),
    "anna": ("anya",), "antonio": ("toni",), "daniel": ("dan", "danny"), "david": ("dave",),
    "dmitry": ("dima", "mitya"), "dmitriy": ("dima",), "ekaterina": ("katya",),
    "elena": ("lena",), "evgeny": ("zhenya",), "francisco": ("paco", "pancho"),
    "george": ("georgie",), "grigory": ("grisha",), "ivan": ("vanya",), "james": ("jim",),
    "jesus": ("chuy",), "john": ("jack",), "jose": ("pepe",), "joseph": ("joe",),
    "konstantin": ("kostya",), "luis": ("lucho",), "maria": ("masha",), "michael": ("mike",),
    "mikhail": ("misha",), "mohammad": ("mo",), "natalia": ("natasha",), "nikolai": ("kolya",),
    "nikolay": ("kolya",), "oleg": ("olezhka",), "olga": ("olya",), "pavel": ("pasha",),
    "pedro": ("perico",), "peter": ("pete",), "richard": ("dick", "rick"), "robert": ("bob",),
    "sergei": ("seryozha",), "sergey": ("seryozha",), "tatiana": ("tanya",), "thomas": ("tom",),
    "viktor": ("vitya",), "vladimir": ("volodya", "vova"), "william": ("bill",), "yuri": ("yura",),
    "yury": ("yura",),
}  # fmt: skip
"""Given names to how friends say them."""
