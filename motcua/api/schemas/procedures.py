"""Procedures as they are answered."""

from datetime import date
from typing import Annotated, Literal

from pydantic import Field

from motcua.api.schemas.values import Told, UnitRef

ChannelName = Literal["counter", "online", "post"]
HowName = Literal["continue", "anew"]
LimitUnitName = Literal["working_day", "calendar_day", "hour"]


class LimitTold(Told):
    """How long handling may take; due moments are reckoned by the deciding unit's calendar."""

    value: Annotated[int, Field(examples=[5])]
    unit: LimitUnitName
    cutoff: Annotated[str | None, Field(description="Received after this local time counts from the next opening.")]


class FeeTold(Told):
    """A fee or charge. `amount` in đồng; null: set by the provincial council, never free."""

    name: str
    amount: int | None
    note: str


class TermsTold(Told):
    """Limit and fees by one channel."""

    channel: ChannelName
    limit: LimitTold
    fees: list[FeeTold]


class CaseTold(Told):
    """A limit of its own: for a case, from a quantity on, or both. The most particular row holds."""

    code: Annotated[str, Field(examples=["urban"], description="What a reception names; empty: whichever case.")]
    name: str
    channel: Annotated[ChannelName | None, Field(description="null: all channels.")]
    quantity_from: int
    limit: LimitTold


class StepTold(Told):
    """How long what lies with a function may take."""

    function: str
    limit: LimitTold


class PaperTold(Told):
    """A paper that the version asks for."""

    name: str
    originals: int
    copies: int


class Period(Told):
    """A version and the days on which it is in force, the last one excluded (null: until further notice)."""

    number: int
    from_on: date | None
    until_on: date | None
    decision: str


class VersionTold(Period):
    """What the procedure asks on the day asked for."""

    id: Annotated[str, Field(json_schema_extra={"format": "uuid"})]
    name: str
    at_once: Annotated[bool, Field(description="Returned while people wait, without a receipt.")]
    gives_document: Annotated[bool, Field(description="A decision has a document with number and date.")]
    pauses: Annotated[
        dict[str, HowName],
        Field(description="What stops the clock; afterwards the limit goes on (continue) or begins anew."),
    ]
    terms: list[TermsTold]
    cases: list[CaseTold]
    steps: list[StepTold]
    papers: list[PaperTold]
    legal_bases: list[str]


class ProcedureLine(Told):
    """A procedure in a list."""

    code: Annotated[str, Field(examples=["1.001193.000.00.00.H39"])]
    name: str
    field: str


class ProcedurePage(Told):
    """A page of procedures; `next` is the cursor of the one after it."""

    items: list[ProcedureLine]
    next: str | None


class ProcedureTold(ProcedureLine):
    """A procedure with the version in force on a day (null: none is), all its versions, and who offers it."""

    on: date
    version: VersionTold | None
    versions: list[Period]
    offered_by: list[UnitRef]
