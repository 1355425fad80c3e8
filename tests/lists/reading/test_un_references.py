import pytest

from lists.reading.un_references import stated_un_entries, un_entries


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("QDi.901", ("un-sc-QDi.901",)),
        ("KPe.056 ", ("un-sc-KPe.056",)),
        ("KPI.067", ("un-sc-KPi.067",)),
        ("TAe.010; QDe.137", ("un-sc-TAe.010", "un-sc-QDe.137")),
        ("QI.A.90.01", ("un-sc-QDi.090",)),
        ("TE.H.11.12", ("un-sc-TAe.011",)),
        ("Q.I.A.291.11.", ("un-sc-QDi.291",)),
        ("E.03.III.2", ()),
        ("XXi.001", ()),
        ("QDi.9012", ()),
        ("", ()),
    ],
)
def test_references_in_a_field_of_their_own(text: str, expected: tuple[str, ...]) -> None:
    assert un_entries(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("UN Ref QDi.901. Associated with Quartz (QDe.902).", ("un-sc-QDi.901",)),
        ("EU and UN. UN REF: TAi.014", ("un-sc-TAi.014",)),
        ("UN Reference KPe.009.", ("un-sc-KPe.009",)),
        ("UN listing. UN Ref. SSi.002. Photo available", ("un-sc-SSi.002",)),
        ("UN Ref QI.A.291.11. Operative", ("un-sc-QDi.291",)),
        ("Associated with Quartz (QDe.902).", ()),
    ],
)
def test_of_free_text_only_what_is_called_a_reference_counts(
    text: str, expected: tuple[str, ...]
) -> None:
    assert stated_un_entries(text) == expected
