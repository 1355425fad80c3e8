"""The European Union's consolidated list of persons under financial sanctions, XML.

Two layouts: `export` with `sanctionEntity` elements (xmlFullSanctionsList_1_1: what is stated
stands in attributes), here; and the older `WHOLE` with `ENTITY` elements, in `eu_fsf_whole`. Both
number their entries alike, so that one id stands for one entry through the years.
"""

from collections.abc import Iterator, Sequence

from lists.errors import Unparsable
from lists.loaders.eu_fsf_facts import (
    KINDS,
    address_of,
    birth_date,
    country_of,
    identifiers,
    place_of,
)
from lists.loaders.eu_fsf_names import names
from lists.loaders.eu_fsf_remarks import remarks
from lists.loaders.eu_fsf_whole import whole_entity
from lists.loaders.loader import Loader, single_file
from lists.reading.dates import partial_date
from lists.reading.files import SourceFile
from lists.reading.nodes import Node, node_of
from lists.reading.un_references import un_entries
from lists.reading.xml import records
from matchers.model import (
    Address,
    Kind,
    ListedEntity,
)

SOURCE = "eu-fsf"
_ROOTS = {"export", "WHOLE"}
_ENTITY, _OLD_ENTITY = "sanctionEntity", "ENTITY"
_GENDERS = {"M": "male", "F": "female"}


def parse(files: Sequence[SourceFile]) -> Iterator[tuple[str, Node]]:
    """Each entry; raises LoadError as `lists.reading.xml.records` does."""
    (file,) = files
    for place, element in records(file, roots=_ROOTS, tags={_ENTITY, _OLD_ENTITY}):
        yield place, node_of(element)


def to_entity(entry: Node) -> ListedEntity:
    """The listed entity of one entry; raises Unparsable."""
    key = entry.get("logicalId" if entry.tag == _ENTITY else "Id")
    if not key:
        raise Unparsable("no logical id", SOURCE)
    if entry.tag == _OLD_ENTITY:
        return whole_entity(entry, SOURCE)
    stated = names(entry)
    if not stated:
        raise Unparsable("no name", SOURCE)
    regulations = entry.all("regulation")
    kind = next((KINDS.get(each.get("code")) for each in entry.all("subjectType")), None)
    genders = {each.get("gender") for each in entry.all("nameAlias")} & _GENDERS.keys()
    addresses = [address_of(each) for each in entry.all("address")]
    births = entry.all("birthdate")
    return ListedEntity(
        id=f"{SOURCE}-{key}",
        source=SOURCE,
        kind=kind or Kind.UNKNOWN,
        names=stated,
        identifiers=tuple(
            number for each in entry.all("identification") for number in identifiers(each)
        ),
        birth_dates=tuple(dict.fromkeys(filter(None, map(birth_date, births)))),
        birth_places=tuple(dict.fromkeys(filter(None, map(place_of, births)))),
        gender=_GENDERS[genders.pop()] if len(genders) == 1 else None,
        countries=tuple(dict.fromkeys(filter(None, map(country_of, entry.all("citizenship"))))),
        addresses=tuple(address for address in addresses if address != Address()),
        programmes=tuple(dict.fromkeys(filter(None, (r.get("programme") for r in regulations)))),
        legal_basis=tuple(
            dict.fromkeys(filter(None, (r.get("numberTitle") for r in _regulations(entry))))
        ),
        listed_on=_listed_on(entry, regulations),
        references=un_entries(entry.get("unitedNationId")),
        source_url=next(
            (url.text for each in regulations for url in each.all("publicationUrl") if url.text),
            None,
        ),
        remarks=tuple(dict.fromkeys(remarks(entry))),
    )


def _regulations(entry: Node) -> Iterator[Node]:
    """The regulations of the entry, then those of its parts."""
    yield from entry.all("regulation")
    for part in entry.children:
        yield from part.all("regulationSummary")


def _listed_on(entry: Node, regulations: Sequence[Node]) -> str | None:
    """The date of designation; where none is stated, that of the earliest regulation named."""
    stated = partial_date(entry.get("designationDate"))
    if stated is not None:
        return stated
    dates = [
        partial_date(each.get("entryIntoForceDate") or each.get("publicationDate"))
        for each in (*regulations, *_regulations(entry))
    ]
    return min(filter(None, dates), default=None)


EU_FSF_XML = Loader(kind="eu-fsf-xml", files=single_file, parse=parse, to_entity=to_entity)
"""The `eu-fsf-xml` loader: the consolidated financial sanctions list of the EU, one XML file."""
