"""Set what the council has resolved, and who is exempt: acts, from a day on; what held before ends there."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils.formats import number_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop
from psycopg.types.range import DateRange

from motcua.fees.kinds import MOST_AMOUNT, FeeKind, Per, WhenDue
from motcua.fees.models import CouncilFee, Exemption
from motcua.journal import revision
from motcua.journal.by import By
from motcua.journal.models import Subject
from motcua.journal.write import Batch
from motcua.text import nfc

SENTENCES = {
    "amount": gettext_noop("%(amount)s đ is no amount for a fee. Give one from 0 to %(most)s đ."),
    "resolution": gettext_noop("Give the number of the council's resolution, such as 12/2025/NQ-HĐND."),
    "ground": gettext_noop("Give the article that exempts, and the exemption's code and name."),
    "share": gettext_noop("Give the share that is not paid as a number of percent from 1 to 100."),
    "past": gettext_noop(
        "%(day)s is before %(since)s, from when another one holds already. Choose a later day, or that very day "
        "to correct it."
    ),
    "procedure": gettext_noop("Give the national code of the procedure."),
}


class NotSet(ValueError):
    """Why a fee or an exemption was not entered, in the reader's language."""

    def __init__(self, code: str, **params: Any) -> None:
        super().__init__(code)
        self.code, self.params = code, params

    def __str__(self) -> str:
        shown = {k: number_format(v) if isinstance(v, int) else v for k, v in self.params.items()}
        return _(SENTENCES[self.code]) % shown


@transaction.atomic
def set_council_fee(
    procedure: str,
    amount: int,
    *,
    resolution: str,
    from_day: date,
    fee: str = "",
    channel: str = "",
    case: str = "",
    per: Per = Per.DOSSIER,
    when: WhenDue = WhenDue.RECEIPT,
    by: By,
    at: datetime,
    ground: str,
) -> CouncilFee:
    """Let the council's amount for a fee hold from a day on; what held before ends on that day.

    Set for the very day from which one holds already, it corrects that one. Raises NotSet.
    """
    _payable(amount)
    if not procedure.strip():
        raise NotSet("procedure")
    if not resolution.strip():
        raise NotSet("resolution")
    of = {"procedure": nfc(procedure), "fee": nfc(fee), "channel": channel, "case": case}
    columns = {"amount": amount, "per": Per(per).value, "when": WhenDue(when).value, "resolution": nfc(resolution)}
    standing = list(CouncilFee.objects.select_for_update().filter(**of, valid__isempty=False).order_by("valid"))
    batch = Batch(by=by, at=at, ground=ground)
    said = of | columns | {"amount": str(amount), "from": from_day}
    row = _same_day(standing, from_day)
    if row is not None:
        batch.record(row, "set_council_fee", said, **columns)
    else:
        _end(batch, standing, "end_council_fee", from_day)
        row = CouncilFee(**of, **columns, valid=DateRange(from_day, None))
        batch.write()  # first: that two hold on one day is refused at once
        batch = Batch(by=by, at=at, ground=ground)
        batch.create(row, "set_council_fee", said)
    batch.write()
    revision.bump("catalogue")
    return row


@transaction.atomic
def set_exemption(
    code: str,
    name: str,
    *,
    legal_basis: str,
    share: int,
    from_day: date,
    procedures: Sequence[str] = (),
    field: str = "",
    kind: FeeKind | str = "",
    fee: str = "",
    by: By,
    at: datetime,
    ground: str,
) -> Exemption:
    """Let an exemption hold from a day on; one of the same code before it ends on that day. Raises NotSet."""
    if not (code.strip() and name.strip() and legal_basis.strip()):
        raise NotSet("ground")
    if not 1 <= share <= 100:
        raise NotSet("share")
    columns: dict[str, Any] = {
        "name": nfc(name),
        "ground": nfc(legal_basis),
        "share": share,
        "procedures": [nfc(each) for each in procedures],
        "field": nfc(field),
        "kind": FeeKind(kind).value if kind else "",
        "fee": nfc(fee),
    }
    standing = list(Exemption.objects.select_for_update().filter(code=nfc(code), valid__isempty=False))
    standing.sort(key=lambda row: row.valid.lower)
    batch = Batch(by=by, at=at, ground=ground)
    said = columns | {"code": nfc(code), "from": from_day}
    row = _same_day(standing, from_day)
    if row is not None:
        batch.record(row, "set_exemption", said, **columns)
    else:
        _end(batch, standing, "end_exemption", from_day)
        row = Exemption(code=nfc(code), **columns, valid=DateRange(from_day, None))
        batch.write()  # first: that two hold on one day is refused at once
        batch = Batch(by=by, at=at, ground=ground)
        batch.create(row, "set_exemption", said)
    batch.write()
    revision.bump("catalogue")
    return row


def _payable(amount: int) -> None:
    if not 0 <= amount <= MOST_AMOUNT:
        raise NotSet("amount", amount=amount, most=MOST_AMOUNT)


def _same_day(standing: Sequence[Any], day: date) -> Any:
    return next((row for row in standing if row.valid.lower == day), None)


def _end(batch: Batch, standing: Sequence[Any], act: str, day: date) -> None:
    """End what holds on a day; nothing may hold from a later day already."""
    later = next((row for row in standing if row.valid.lower > day), None)
    if later is not None:
        raise NotSet("past", day=f"{day:%d/%m/%Y}", since=f"{later.valid.lower:%d/%m/%Y}")
    for row in standing:
        if row.valid.upper is None or row.valid.upper > day:
            _ended(batch, row, act, day)


def _ended(batch: Batch, row: Subject, act: str, day: date) -> None:
    begins = row.valid.lower
    batch.record(row, act, {"until": day}, valid=DateRange(begins, day))
