"""Set what the council has resolved, what a circular charges, and who is exempt: acts, from a day on; what held
before ends there. Rules: docs/rules/fees.md."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, TypeVar

from django.db import IntegrityError, transaction
from django.utils.translation import gettext_noop
from psycopg.types.range import DateRange

from motcua.fees.kinds import MOST_AMOUNT, FeeKind, Per, WhenDue
from motcua.fees.models import CouncilFee, Exemption, UnitFee
from motcua.journal import revision
from motcua.journal.by import By
from motcua.journal.models import Subject
from motcua.journal.write import Batch
from motcua.sentence import Sentence
from motcua.text import nfc

S = TypeVar("S", bound=Subject)

SENTENCES = {
    "amount": gettext_noop("%(amount)s đ is no amount for a fee. Give one from 0 to %(most)s đ."),
    "resolution": gettext_noop("Give the number of the council's resolution, such as 12/2025/NQ-HĐND."),
    "ground": gettext_noop("Give the article that exempts, and the exemption's code and name."),
    "share": gettext_noop("Give the share that is not paid as a number of percent from 1 to 100."),
    "past": gettext_noop(
        "%(day)s is before %(since)s, from when another one holds already. Choose a later day, or that very day "
        "to correct it."
    ),
    "circular": gettext_noop("Give the article of the circular that sets the rate."),
    "meanwhile": gettext_noop(
        "Somebody has just entered the same from another day. Look at the list and try again."
    ),
    "procedure": gettext_noop("Give the national code of the procedure."),
}


class NotSet(Sentence):
    """Why a fee or an exemption was not entered, in the reader's language."""

    sentences = SENTENCES
    is_grouped = True


@dataclass(frozen=True, slots=True)
class Of:
    """What a rate is of: a fee of a procedure by its name in the catalogue (empty: see `Rate`), on a channel, of a
    case; and by what it is counted and when it is collected."""

    procedure: str
    fee: str = ""
    channel: str = ""
    case: str = ""
    per: Per = Per.DOSSIER
    when: WhenDue = WhenDue.RECEIPT

    @property
    def key(self) -> dict[str, str]:
        """What two rates that hold at once may not share."""
        return {
            "procedure": nfc(self.procedure),
            "fee": nfc(self.fee),
            "channel": self.channel,
            "case": nfc(self.case),
        }

    def columns(self, amount: int) -> dict[str, Any]:
        """What else a rate says. Raises NotSet."""
        if not 0 <= amount <= MOST_AMOUNT:
            raise NotSet("amount", amount=amount, most=MOST_AMOUNT)
        if not self.procedure.strip():
            raise NotSet("procedure")
        return {"amount": amount, "per": Per(self.per).value, "when": WhenDue(self.when).value}


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
    of = Of(procedure, fee, channel, case, per, when)
    columns = of.columns(amount) | {"resolution": nfc(resolution)}
    if not columns["resolution"]:
        raise NotSet("resolution")
    said = {**of.key, **columns, "amount": str(amount)}
    return _hold(CouncilFee, of.key, columns, said, from_day, "council_fee", Batch(by=by, at=at, ground=ground))


def set_unit_fee(
    procedure: str,
    amount: int,
    *,
    legal_basis: str,
    from_day: date,
    fee: str = "",
    channel: str = "",
    case: str = "",
    per: Per = Per.COPY,
    when: WhenDue = WhenDue.RECEIPT,
    by: By,
    at: datetime,
    ground: str,
) -> UnitFee:
    """Let a circular's rate for each copy, case or dossier hold from a day on; what held before ends on that day.

    Set for the very day from which one holds already, it corrects that one. Raises NotSet.
    """
    of = Of(procedure, fee, channel, case, per, when)
    columns = of.columns(amount) | {"legal_basis": nfc(legal_basis)}
    if not columns["legal_basis"]:
        raise NotSet("circular")
    said = {**of.key, **columns, "amount": str(amount)}
    return _hold(UnitFee, of.key, columns, said, from_day, "unit_fee", Batch(by=by, at=at, ground=ground))


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
    key = {"code": nfc(code)}
    return _hold(Exemption, key, columns, columns | key, from_day, "exemption", Batch(by=by, at=at, ground=ground))


def _hold(
    model: type[S],
    key: dict[str, Any],
    columns: dict[str, Any],
    said: dict[str, Any],
    day: date,
    what: str,
    batch: Batch,
) -> S:
    """Let a row hold from a day on, in the place of the one with this key that holds then. Raises NotSet."""
    try:
        with transaction.atomic():
            found = model.objects.select_for_update().filter(**key, valid__isempty=False)
            standing = sorted(found, key=lambda row: row.valid.lower)
            row: S | None = next((each for each in standing if each.valid.lower == day), None)
            said = said | {"from": day}
            if row is not None:
                batch.record(row, f"set_{what}", said, **columns)
            else:
                _end(batch, standing, f"end_{what}", day)
                batch.write()  # first: that two hold on one day is refused at once
                batch = Batch(by=batch.by, at=batch.at, ground=batch.ground)
                row = model(**key, **columns, valid=DateRange(day, None))
                batch.create(row, f"set_{what}", said)
            batch.write()
            revision.bump("catalogue")
    except IntegrityError as problem:
        raise NotSet("meanwhile") from problem
    return row


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
