from typing import Any

import pytest

from sharing.corridor import Corridor, corridor

SHIPPING = {"consignor": "FR", "consignee": "DE"}
PAYING = {"debtor": "FR", "creditor": "DE"}
BICS = {"debtorAgent": "AAAABEBB", "creditorAgent": "BBBBLULLXXX"}


@pytest.mark.parametrize(
    ("given", "origin", "destination"),
    [
        ({}, None, None),
        ({"route": ["SLFNA", "ESVLC", "NLRTM"]}, "SL", "NL"),
        ({"route": ["SLFNA", "NLRTM"], "countries": SHIPPING, "bics": BICS}, "SL", "NL"),
        ({"route": ["SLFNA"]}, "SL", "SL"),
        ({"route": ["somewhere", "NLRTM"], "countries": SHIPPING}, "FR", "NL"),
        ({"countries": SHIPPING}, "FR", "DE"),
        ({"countries": PAYING, "bics": BICS}, "FR", "DE"),
        ({"bics": BICS}, "BE", "LU"),
        ({"countries": {"debtor": None, "creditor": "DE"}, "bics": BICS}, "BE", "DE"),
        ({"countries": {"debtor": "", "creditor": "Germany"}}, None, None),
        ({"countries": {"buyer": "FR", "seller": "DE"}}, None, None),
        ({"bics": {"debtorAgent": "AAAA", "creditorAgent": None}}, None, None),
        ({"route": ["", "\u202eNL"]}, None, None),
    ],
)
def test_corridor(given: dict[str, Any], origin: str | None, destination: str | None) -> None:
    assert corridor(**given) == Corridor(origin=origin, destination=destination)
