import msgspec
import pytest

from matchers.model import Identifier, Kind, ListedEntity, ListedName, Scheme
from streams.rescreen.work import work


def entity(key: str, *names: str, **more: object) -> ListedEntity:
    given = {"id": key, "source": "made-up", "kind": Kind.PERSON, **more}
    return ListedEntity(names=tuple(ListedName(value=name) for name in names), **given)  # type: ignore[arg-type]


A = entity("a", "Orlovan Brightkettle")
B = entity("b", "Wendeline Sparrowfield")
A_ALIAS = entity("a", "Orlovan Brightkettle", "Orlo Kettle")
A_REMARK = msgspec.structs.replace(A, remarks=("seen in spring",))
A_PASSPORT = msgspec.structs.replace(
    A, identifiers=(Identifier(scheme=Scheme.PASSPORT, value="X1234567", country="XA"),)
)


@pytest.mark.parametrize(
    ("old", "new", "wanted", "removed"),
    [
        ((), (), (), ()),
        ((), (A,), (A,), ()),
        ((A,), (A, B), (B,), ()),
        ((A, B), (B,), (), ("a",)),
        ((A,), (A_ALIAS,), (A_ALIAS,), ()),
        ((A,), (A_PASSPORT,), (A_PASSPORT,), ()),
        ((A,), (A_REMARK,), (), ()),  # an editorial change asks for nothing
        ((A,), (B,), (B,), ("a",)),
    ],
)
def test_what_a_change_of_lists_asks_for(
    old: tuple[ListedEntity, ...],
    new: tuple[ListedEntity, ...],
    wanted: tuple[ListedEntity, ...],
    removed: tuple[str, ...],
) -> None:
    found = work(old, new)
    assert found.wanted == wanted
    assert found.removed == frozenset(removed)
    assert bool(found) is bool(wanted or removed)
