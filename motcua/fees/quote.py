"""What a copy costs by its pages: whole đồng, from the rule in force on the day (docs/rules/copies.md)."""

from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext_noop

from motcua.fees.models import PageFee
from motcua.sentence import Sentence

# More is a slip of the finger, or somebody's telephone number.
MOST_PAGES = 5_000
MOST_COPIES = 1_000

SENTENCES = {
    "pages_few": gettext_noop("A copy has at least one page. Give how many pages one copy has."),
    "pages_many": gettext_noop("%(given)s pages are more than a copy can have (%(most)s). Check the number."),
    "copies_few": gettext_noop("At least one copy is made. Give how many copies are wanted."),
    "copies_many": gettext_noop("%(given)s copies are more than are made at once (%(most)s). Check the number."),
    "no_rule": gettext_noop("No fee by the page is in force for procedure %(procedure)s on %(day)s."),
}


class NotCounted(Sentence):
    """Numbers of which no fee is counted; said in the reader's language. `code` tells which number it is."""

    sentences = SENTENCES
    is_grouped = True


@dataclass(frozen=True, slots=True)
class Rule:
    """What the first pages of a copy cost, what each further one does, and the most that a copy costs, in đồng."""

    first_pages: int
    first_rate: int
    further_rate: int
    most: int | None = None
    legal_basis: str = ""


@dataclass(frozen=True, slots=True)
class Step:
    """So many pages of one copy at a rate."""

    pages: int
    rate: int

    @property
    def amount(self) -> int:
        """In đồng."""
        return self.pages * self.rate


@dataclass(frozen=True, slots=True)
class Quote:
    """What is to be paid, in đồng, and why: in all and a copy, how the pages count, whether the most is reached."""

    total: int
    per_copy: int
    steps: tuple[Step, ...]
    legal_basis: str
    is_most: bool = False


def count(rule: Rule, pages: int, copies: int) -> Quote:
    """The fee of copies of so many pages each, in whole đồng.

    The first pages of each copy cost the first rate, the others the further rate, a copy never more than the most.
    Raises NotCounted for numbers below one, for more than 5,000 pages and more than 1,000 copies.
    Source: TT 226/2016/TT-BTC art. 4.
    """
    for name, given, most in (("pages", pages, MOST_PAGES), ("copies", copies, MOST_COPIES)):
        if given < 1:
            raise NotCounted(f"{name}_few")
        if given > most:
            raise NotCounted(f"{name}_many", given=given, most=most)
    first = min(pages, rule.first_pages)
    parts = (Step(first, rule.first_rate), Step(pages - first, rule.further_rate))
    steps = tuple(step for step in parts if step.pages)
    by_pages = sum(step.amount for step in steps)
    per_copy = by_pages if rule.most is None else min(by_pages, rule.most)
    return Quote(per_copy * copies, per_copy, steps, rule.legal_basis, per_copy < by_pages)


def rules_on(day: date) -> dict[str, Rule]:
    """The procedures that charge by the page on a day, by their code, each with its rule."""
    names = ("procedure", "first_pages", "first_rate", "further_rate", "most", "legal_basis")
    found = PageFee.objects.filter(valid__contains=day).values_list(*names)
    return {procedure: Rule(*rule) for procedure, *rule in found}


def quote(pages: int, copies: int, day: date, *, procedure: str) -> Quote:
    """The fee that a procedure charges on a day for copies of so many pages each.

    Raises NotCounted as `count` does, and where the procedure charges nothing by the page that day.
    """
    rule = rules_on(day).get(procedure)
    if rule is None:
        raise NotCounted("no_rule", procedure=procedure, day=f"{day:%d/%m/%Y}")
    return count(rule, pages, copies)
