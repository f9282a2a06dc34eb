"""What a version says, as a value: read from a file or from the database, compared, and told to the journal."""

from dataclasses import dataclass, replace
from typing import Any

from motcua.catalogue.models import Version
from motcua.catalogue.pausing import BY_LAW, Pauses
from motcua.worktime.limits import Limit


@dataclass(frozen=True, slots=True)
class Fee:
    """A fee or charge. `amount` in đồng: 0 is free by law; None is set by the provincial council, never free."""

    name: str
    amount: int | None
    note: str = ""


@dataclass(frozen=True, slots=True)
class Terms:
    """Limit and fees of one channel. No fees: the source states none, which is not the same as free."""

    channel: str
    limit: Limit
    fees: tuple[Fee, ...] = ()


@dataclass(frozen=True, slots=True)
class Case:
    """A limit of its own: for a case by its code, from a quantity on, or both. No channel: for all of them."""

    limit: Limit
    code: str = ""
    name: str = ""
    quantity_from: int = 1
    channel: str = ""


@dataclass(frozen=True, slots=True)
class PaperLine:
    """A line of the checklist: what, and how many originals and copies of it."""

    name: str
    originals: int = 0
    copies: int = 0


@dataclass(frozen=True, slots=True)
class Content:
    """Everything that a version says. Equal contents are one version; order counts for papers and cases only.

    `pauses` pairs each cause that stops the clock with how the limit goes on; `steps` each function with the limit
    of what lies with it.
    """

    name: str
    decision: str = ""
    audience: tuple[str, ...] = ()
    result_name: str = ""
    result_code: str = ""
    gives_document: bool = True
    at_once: bool = False
    pauses: Pauses = BY_LAW
    terms: tuple[Terms, ...] = ()
    cases: tuple[Case, ...] = ()
    steps: tuple[tuple[str, Limit], ...] = ()
    papers: tuple[PaperLine, ...] = ()
    legal_bases: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        object.__setattr__(self, "terms", tuple(sorted(self.terms, key=lambda terms: terms.channel)))
        object.__setattr__(self, "pauses", tuple(sorted(self.pauses)))
        object.__setattr__(self, "steps", tuple(sorted(self.steps, key=lambda step: step[0])))
        object.__setattr__(self, "legal_bases", tuple(sorted(set(self.legal_bases))))


@dataclass(frozen=True, slots=True)
class Draft:
    """A procedure as somebody wants it published.

    `silent_on` names the parts of the content (and "cutoff") that the source has no place for: there, what is in
    force stays. Without that, a file that knows no cutoff would abolish it.
    """

    code: str
    field: str
    content: Content
    field_code: str = ""
    ministry: str = ""
    kind: str = ""
    level: tuple[str, ...] = ()
    silent_on: frozenset[str] = frozenset()

    def over(self, current: Content | None) -> Content:
        """The content to publish where `current` is in force."""
        if current is None or not self.silent_on:
            return self.content
        kept: dict[str, Any] = {name: getattr(current, name) for name in self.silent_on - {"cutoff"}}
        if "cutoff" in self.silent_on:
            before = {terms.channel: terms.limit.cutoff for terms in current.terms}
            common = next(iter(before.values())) if len(set(before.values())) == 1 else None
            kept["terms"] = tuple(
                replace(terms, limit=replace(terms.limit, cutoff=before.get(terms.channel)))
                for terms in self.content.terms
            )
            if "cases" not in self.silent_on:
                kept["cases"] = tuple(
                    replace(case, limit=replace(case.limit, cutoff=before.get(case.channel, common)))
                    for case in self.content.cases
                )
        return replace(self.content, **kept)


def content_of(version: Version) -> Content:
    """What a published version says. Read `with_content()`, else each version costs three statements."""
    return Content(
        name=version.name,
        decision=version.decision,
        audience=tuple(version.audience),
        result_name=version.result_name,
        result_code=version.result_code,
        gives_document=version.gives_document,
        at_once=version.at_once,
        pauses=tuple(version.pauses.items()),
        terms=tuple(
            Terms(terms.channel, terms.limit, tuple(Fee(**fee) for fee in terms.fees))
            for terms in version.terms.all()
        ),
        cases=tuple(
            Case(case.limit, case.code, case.name, case.quantity_from, case.channel) for case in version.cases.all()
        ),
        steps=tuple((step.function, step.limit) for step in version.step_limits.all()),
        papers=tuple(PaperLine(p.name, p.originals, p.copies) for p in version.papers.all()),
        legal_bases=tuple(basis.number for basis in version.legal_bases.all()),
    )


def detail_of(content: Content) -> dict[str, Any]:
    """The content as the journal keeps it: whole, so that a version can be rebuilt from its entry."""
    return {
        "name": content.name,
        "decision": content.decision,
        "audience": list(content.audience),
        "result": {"name": content.result_name, "code": content.result_code},
        "gives_document": content.gives_document,
        "at_once": content.at_once,
        "pauses": dict(content.pauses),
        "terms": [
            {
                "channel": terms.channel,
                **_told(terms.limit),
                "fees": [
                    {"name": fee.name, "note": fee.note}
                    | {"amount": None if fee.amount is None else str(fee.amount)}
                    for fee in terms.fees
                ],
            }
            for terms in content.terms
        ],
        "cases": [
            {"channel": case.channel, "code": case.code, "name": case.name, "from": case.quantity_from}
            | _told(case.limit)
            for case in content.cases
        ],
        "steps": {function: {"limit": limit.value, "unit": limit.unit.value} for function, limit in content.steps},
        "papers": [[paper.name, paper.originals, paper.copies] for paper in content.papers],
        "legal_bases": list(content.legal_bases),
    }


def _told(limit: Limit) -> dict[str, Any]:
    return {"limit": limit.value, "unit": limit.unit.value, "cutoff": limit.cutoff}
