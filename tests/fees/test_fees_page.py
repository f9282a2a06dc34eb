"""The page docs/rules/fees.md as a test: its worked examples."""

from datetime import date
from pathlib import Path
from typing import Any

import pytest

from motcua.fees.charges import Asked, charges
from motcua.fees.forgiving import refund, waive
from motcua.fees.kinds import FeeKind
from motcua.fees.owed import Due, Sums, sums_of
from motcua.fees.paying import Owed, owe, pay
from tests.cast import Cast, at, succeeded
from tests.pages import table, words

PAGE = Path(__file__).parents[2] / "docs/rules/fees.md"
QUOTES = table(PAGE, "Worked examples of quotes")


@pytest.mark.parametrize("row", QUOTES, ids=[row["why"] for row in QUOTES])
def test_the_worked_quote_holds(row: dict[str, str], db: None) -> None:
    [code] = words(row["procedure"])
    asked = Asked("counter", "", *(int(row[name]) for name in ("pages", "copies", "quantity")))
    assert charges(code, date(2024, 1, 8), asked).total == int(row["total, đ"])


def test_the_worked_sums_hold(cast: Cast) -> None:
    dossier = cast.received()
    for hour, row in enumerate(table(PAGE, "Worked example of sums"), start=9):
        [act], amount = words(row["act"]), int(row["amount"])
        who: dict[str, Any] = {"at": at(7, hour), "recorded_at": at(7, hour), "ground": "LUAT-97-2015"}
        dues = None if sums_of(dossier.pk).balance else list(_ids(dossier.pk))
        match act:
            case "owe":
                done = owe(dossier.pk, [Owed("Phí", FeeKind.FEE, amount)], by=cast.hoa, **who)
            case "pay":
                done = pay(dossier.pk, None, amount, means="cash", by=cast.hoa, **who)
            case "waive":
                done = waive(dossier.pk, dues, amount, reason="Hộ nghèo", by=cast.chi, **who)
            case _:
                done = refund(dossier.pk, None, amount, means="cash", reason="Hộ nghèo", by=cast.chi, **who)
        succeeded(done)
        found = sums_of(dossier.pk)
        assert found == Sums(100_000, *(int(row[name]) for name in ("waived", "paid", "refunded"))), row
        assert found.balance == int(row["still to pay"]), row


def _ids(dossier: Any) -> Any:
    return Due.objects.of(dossier).values_list("pk", flat=True)
