"""What a procedure charges on a day, line by line: from the catalogue, circulars, resolutions and exemptions.

A fee that the provincial council sets and has not set yet is `None`, "council": never 0, and then there is no total
(docs/rules/fees.md).
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum
from typing import Any, TypeVar

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from motcua.catalogue.models import Channel, ChannelTerms, LimitCase, Version
from motcua.fees.kinds import FeeKind, Per, WhenDue, kind_of
from motcua.fees.models import CouncilFee, Exemption, Rate, UnitFee
from motcua.fees.quote import MOST_COPIES, MOST_PAGES, NotCounted, Step, count, rules_on
from motcua.sentence import Sentence
from motcua.text import fold

R = TypeVar("R", bound=Rate)

SENTENCES = {
    "no_procedure": gettext_noop("No procedure %(procedure)s is in force on %(day)s. Check its code and the day."),
    "no_channel": gettext_noop(
        "Procedure %(procedure)s does not take dossiers through this channel. Choose another channel."
    ),
    "no_case": gettext_noop("Procedure %(procedure)s has no case “%(case)s”. Choose one of these: %(cases)s."),
    "no_exemption": gettext_noop(
        "No exemption “%(exemption)s” is in force on %(day)s. Choose one of these: %(codes)s."
    ),
    "not_exempt": gettext_noop("The exemption “%(exemption)s” holds for no fee of procedure %(procedure)s."),
    "quantity": gettext_noop("Give the quantity as a number from 1 to %(most)s."),
}


class NotCharged(Sentence):
    """Why nothing can be said about the fees, in the reader's language."""

    sentences = SENTENCES
    is_grouped = True


class SetBy(StrEnum):
    """By whom an amount is set."""

    LAW = "law"
    COUNCIL = "council"


@dataclass(frozen=True, slots=True)
class Asked:
    """What a quote is asked for: copies of so many pages each, or so many items."""

    channel: str = Channel.COUNTER.value
    case: str = ""
    pages: int = 1
    copies: int = 1
    quantity: int = 1


@dataclass(frozen=True, slots=True)
class Exempted:
    """By which exemption how much is not paid; `amount` None where all of an unknown amount is not."""

    code: str
    name: str
    ground: str
    share: int
    amount: int | None


@dataclass(frozen=True, slots=True)
class Line:
    """One fee: rate times quantity, in đồng. `amount` None: set by the provincial council, and not known yet."""

    name: str
    kind: FeeKind
    set_by: SetBy
    amount: int | None
    rate: int | None = None
    per: Per = Per.DOSSIER
    quantity: int = 1
    when: WhenDue = WhenDue.RECEIPT
    basis: str = ""
    note: str = ""
    steps: tuple[Step, ...] = ()
    exempted: Exempted | None = None

    @property
    def to_pay(self) -> int | None:
        """What is left to pay, in đồng; None where it is not known, which is never free."""
        if self.exempted is None:
            return self.amount
        if self.exempted.share == 100:
            return 0
        return None if self.amount is None or self.exempted.amount is None else self.amount - self.exempted.amount

    @property
    def is_known(self) -> bool:
        """Is it known what is to be paid?"""
        return self.to_pay is not None

    @property
    def is_free_by_law(self) -> bool:
        """Does the law itself charge nothing?"""
        return self.amount == 0 and self.set_by == SetBy.LAW


@dataclass(frozen=True, slots=True)
class Charges:
    """What a procedure charges. Without lines nothing is stated about fees, which is not the same as free."""

    procedure: str
    name: str
    day: date
    asked: Asked
    lines: tuple[Line, ...]

    @property
    def total(self) -> int | None:
        """What is to be paid in all, in đồng; None where a line is not known, and where nothing is stated."""
        known = [line.to_pay for line in self.lines if line.to_pay is not None]
        return sum(known) if self.lines and len(known) == len(self.lines) else None


def charges(procedure: str, day: date, asked: Asked = Asked(), *, exemption: str = "") -> Charges:
    """What a procedure charges on a day for what is asked, less what an exemption waives.

    What is charged by the page stands for all that the catalogue says; a rate by copy or item, and a resolution of
    the council, for the catalogue's fee of the same name. Raises NotCharged for a procedure, channel, case or
    exemption that does not exist or does not hold, NotCounted for pages and copies that cannot be.
    """
    _check(asked)
    in_force = {"version__procedure__code": procedure, "version__valid__contains": day}
    terms = {row.channel: row for row in ChannelTerms.objects.filter(**in_force).select_related("version")}
    version = next((row.version for row in terms.values()), None)
    rule = rules_on(day).get(procedure)
    units = _fitting(UnitFee.objects.filter(procedure=procedure, valid__contains=day), asked)
    councils = _fitting(CouncilFee.objects.filter(procedure=procedure, valid__contains=day), asked)
    if version is None and rule is None and not units and not councils:
        raise NotCharged("no_procedure", procedure=procedure, day=f"{day:%d/%m/%Y}")
    stated = _stated(version, terms, procedure, asked) if version is not None else []
    if rule is not None:
        quote = count(rule, asked.pages, asked.copies)
        name = _("Certified copies, by the page")
        one = Line(name, FeeKind.FEE, SetBy.LAW, quote.total, quote.per_copy, Per.COPY, asked.copies)
        lines = [replace(one, basis=quote.legal_basis, steps=quote.steps)]
    else:
        lines = _lines(stated, units, councils, asked)
    if exemption:
        field = version.procedure.field.name if version is not None else ""
        lines = _exempt(lines, exemption, procedure, field, day)
    return Charges(procedure, version.name if version is not None else "", day, asked, tuple(lines))


def exemptions_for(procedure: str, field: str, day: date) -> list[Exemption]:
    """The exemptions in force on a day that may hold for a procedure, by code."""
    found = Exemption.objects.filter(valid__contains=day).order_by("code")
    return [row for row in found if _may_hold(row, procedure, field)]


def exempting(procedure: str, day: date, asked: Asked) -> list[Exemption]:
    """The exemptions in force on a day that hold for a fee that a procedure charges, by code."""
    try:
        found = charges(procedure, day, asked)
    except (NotCharged, NotCounted):
        return []
    terms = ChannelTerms.objects.filter(version__procedure__code=procedure, version__valid__contains=day)
    field = terms.values_list("version__procedure__field__name", flat=True).first() or ""
    rows = Exemption.objects.filter(valid__contains=day).order_by("code")
    return [row for row in rows if any(_holds_for(row, line, procedure, field) for line in found.lines)]


def _check(asked: Asked) -> None:
    for name, given, most in (("pages", asked.pages, MOST_PAGES), ("copies", asked.copies, MOST_COPIES)):
        if given < 1:
            raise NotCounted(f"{name}_few")
        if given > most:
            raise NotCounted(f"{name}_many", given=given, most=most)
    if not 1 <= asked.quantity <= 9_999:
        raise NotCharged("quantity", most=9_999)


def _stated(
    version: Version, terms: Mapping[str, ChannelTerms], procedure: str, asked: Asked
) -> list[dict[str, Any]]:
    """The fees that the catalogue lists for the channel; refused where there is no such channel or case."""
    if asked.channel not in terms:
        raise NotCharged("no_channel", procedure=procedure)
    if asked.case:
        rows = LimitCase.objects.filter(version=version, channel__in=("", asked.channel)).exclude(code="")
        known = dict(rows.values_list("code", "name"))
        if asked.case not in known:
            raise NotCharged("no_case", procedure=procedure, case=asked.case, cases=", ".join(known) or "—")
    return list(terms[asked.channel].fees)


def _fitting(rows: Iterable[R], asked: Asked) -> list[R]:
    """The rates for a channel and a case, the most particular of each fee alone."""
    best: dict[str, R] = {}
    for row in rows:
        if row.channel in ("", asked.channel) and row.case in ("", asked.case):
            name = fold(row.fee)
            if name not in best or (row.case, row.channel) > (best[name].case, best[name].channel):
                best[name] = row
    return list(best.values())


def _lines(
    stated: Sequence[dict[str, Any]], units: Sequence[UnitFee], councils: Sequence[CouncilFee], asked: Asked
) -> list[Line]:
    """The catalogue's fees with their rates, then the rates of fees that the catalogue does not name."""
    by_unit = {fold(row.fee): row for row in units}
    by_council = {fold(row.fee): row for row in councils}
    used: set[int] = set()
    lines: list[Line] = []
    for fee in stated:
        name, amount = fee.get("name") or "", fee.get("amount")
        line = Line(name, kind_of(name), SetBy.LAW if amount is not None else SetBy.COUNCIL, amount, amount)
        line = replace(line, note=fee.get("note") or "")
        set_by_council = by_council.get(fold(name)) or (by_council.get("") if amount is None else None)
        rated = set_by_council or by_unit.get(fold(name)) or (by_unit.get("") if amount else None)
        if rated is not None:
            used.add(id(rated))
            line = _rated(line, rated, asked)
        lines.append(line)
    for row in (*units, *councils):
        if id(row) not in used and (row.fee or not stated):
            name = row.fee or _("Fee")
            lines.append(_rated(Line(name, kind_of(name), SetBy.LAW, None), row, asked))
    return lines


def _rated(line: Line, rate: Rate, asked: Asked) -> Line:
    """A line at a rate: so much for each of what it is counted by."""
    times = {Per.COPY: asked.copies, Per.ITEM: asked.quantity}.get(Per(rate.per), 1)
    is_council = isinstance(rate, CouncilFee)
    return replace(
        line,
        set_by=SetBy.COUNCIL if is_council else SetBy.LAW,
        amount=rate.amount * times,
        rate=rate.amount,
        per=Per(rate.per),
        quantity=times,
        when=WhenDue(rate.when),
        basis=rate.resolution if isinstance(rate, CouncilFee) else getattr(rate, "legal_basis", ""),
    )


def _exempt(lines: Sequence[Line], code: str, procedure: str, field: str, day: date) -> list[Line]:
    """The lines less what an exemption waives; refused where it is not in force, or holds for none of them."""
    rows = list(Exemption.objects.filter(valid__contains=day).order_by("code"))
    row = next((row for row in rows if row.code == code), None)
    if row is None:
        codes = ", ".join(row.code for row in rows if _may_hold(row, procedure, field))
        raise NotCharged("no_exemption", exemption=code, day=f"{day:%d/%m/%Y}", codes=codes or "—")
    found = [_less(line, row) if _holds_for(row, line, procedure, field) else line for line in lines]
    if found == list(lines):
        raise NotCharged("not_exempt", exemption=code, procedure=procedure)
    return found


def _may_hold(row: Exemption, procedure: str, field: str) -> bool:
    of_it = not row.procedures or procedure in row.procedures
    return of_it and (not row.field or fold(row.field) == fold(field))


def _holds_for(row: Exemption, line: Line, procedure: str, field: str) -> bool:
    of_kind = row.kind in ("", line.kind) and (not row.fee or fold(row.fee) == fold(line.name))
    return of_kind and line.amount != 0 and _may_hold(row, procedure, field)


def _less(line: Line, row: Exemption) -> Line:
    """A line with its exemption; a share of an odd amount is rounded in favour of who pays."""
    amount = None if line.amount is None else -(-line.amount * row.share // 100)
    return replace(line, exempted=Exempted(row.code, row.name, row.ground, row.share, amount))
