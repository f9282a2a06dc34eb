"""What the receipt of fees and charges says (biên lai thu phí, lệ phí): three copies, fee and charge apart.

The books of receipts belong to a part above this one: it registers where receipts are found, and this one prints
them. Source: NĐ 123/2020/NĐ-CP chapter III; TT 303/2016/TT-BTC before it.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from motcua.dossiers.models import Dossier
from motcua.moments import local_day
from motcua.printing import facts
from motcua.printing.models import PrintedForm
from motcua.printing.occasions import Found, Occasion
from motcua.printing.vietnamese import moment_in_words
from motcua.printing.words import amount_in_words, dong

KINDS = {"fee": "Phí", "charge": "Lệ phí", "tax": "Thuế", "land": "Tiền sử dụng đất, tiền thuê đất"}
MEANS = {"cash": "tiền mặt", "transfer": "chuyển khoản", "online": "thanh toán trực tuyến"}


@dataclass(frozen=True, slots=True)
class MoneyLine:
    """What was paid for: its name, its kind (`fee`, `charge`, `tax`, `land`), whole đồng."""

    name: str
    kind: str
    amount: int


@dataclass(frozen=True, slots=True)
class MoneyPaper:
    """A receipt of money as its book has it. `key` names it among those of its dossier; at most 40 letters."""

    key: str
    dossier: UUID
    unit: UUID
    form_code: str
    symbol: str
    number: str
    payer: str
    payer_address: str
    lines: tuple[MoneyLine, ...]
    amount: int
    means: str
    at: datetime
    cashier: str
    cancelled_at: datetime | None = None
    cancelled_for: str = ""


Source = Callable[[Iterable[UUID]], Iterable[MoneyPaper]]
_sources: list[Source] = []


def receipts_from(source: Source) -> None:
    """Register where receipts of money of dossiers are found, oldest first. Once, when the program starts."""
    if source not in _sources:
        _sources.append(source)


def papers_of(dossiers: Iterable[UUID]) -> list[MoneyPaper]:
    """The receipts of money of dossiers, oldest first."""
    wanted = list(dossiers)
    found = [paper for source in _sources for paper in source(wanted)] if wanted else []
    return sorted(found, key=lambda paper: (paper.at, paper.key))


def occasions(dossiers: Mapping[UUID, Dossier]) -> Found:
    """Each receipt of money; a cancelled one too, which says so."""
    found: Found = {}
    for paper in papers_of(dossiers):
        found.setdefault(paper.dossier, []).append(Occasion(paper.key, local_day(paper.at), paper.number))
    return found


def compose(printed: PrintedForm) -> dict[str, Any]:
    """The fields of the receipt of a printing."""
    dossier = facts.dossier_of(printed)
    paper = next(each for each in papers_of([dossier.pk]) if each.key == printed.occasion)
    said = facts.common(printed, dossier, paper.unit, local_day(paper.at))
    sums: dict[str, int] = {}
    for line in paper.lines:
        sums[line.kind] = sums.get(line.kind, 0) + line.amount
    return said | {
        "form_code": paper.form_code,
        "symbol": paper.symbol,
        "book_number": paper.number,
        "payer": paper.payer,
        "payer_address": paper.payer_address,
        "lines": [
            {"name": each.name, "kind": KINDS.get(each.kind, each.kind), "amount": dong(each.amount)}
            for each in paper.lines
        ],
        "sums": [[KINDS.get(kind, kind), dong(amount)] for kind, amount in sums.items()],
        "amount": dong(paper.amount),
        "amount_words": amount_in_words(paper.amount),
        "means": MEANS.get(paper.means, paper.means),
        "paid_at": moment_in_words(paper.at),
        "cashier": paper.cashier,
        "cancelled": _cancelled(paper),
    }


def _cancelled(paper: MoneyPaper) -> str:
    if paper.cancelled_at is None:
        return ""
    return f"ĐÃ HỦY lúc {moment_in_words(paper.cancelled_at)}: {paper.cancelled_for}"
