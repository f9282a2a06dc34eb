"""Dossiers as they are answered. Without words for people: a version (ETag) reads the same in both languages."""

from datetime import date
from typing import Annotated, Literal

from pydantic import Field

from motcua.api.schemas.procedures import ChannelName, LimitTold
from motcua.api.schemas.values import Moment, OneOf, Told, UnitRef
from motcua.dossiers.states import Column, Outcome, State
from motcua.people.models import Function
from motcua.worktime.limits import Cause

StateName = Annotated[str, OneOf(state.name.lower() for state in State)]
FunctionName = Annotated[str, OneOf(Function.values)]
OutcomeName = Annotated[str, OneOf(Outcome.values)]
ColumnName = Annotated[str, OneOf(Column.values)]
Id = Annotated[str, Field(json_schema_extra={"format": "uuid"})]


class PersonRef(Told):
    """Somebody with an account."""

    id: Id
    name: str


class HolderTold(Told):
    """Where a dossier lies: unit, function there, perhaps one person."""

    unit: UnitRef
    function: FunctionName | None
    account: PersonRef | None


class ProcedureRef(Told):
    code: str
    name: str


class DossierLine(Told):
    """A dossier in a list, and what an act answers. `seq` counts its entries: it is its version, sent as ETag."""

    id: Id
    number: Annotated[str | None, Field(examples=["000.00.28.H39-261105-0012"])]
    seq: int
    procedure: ProcedureRef
    applicant: Annotated[str, Field(description="Name of the applicant.")]
    channel: ChannelName
    state: StateName
    state_code: Annotated[
        int, Field(description="The national code, 1 to 10; 0 draft, 11 waiting for coordination.")
    ]
    received_unit: UnitRef
    deciding_unit: UnitRef
    holder: Annotated[HolderTold | None, Field(description="null: it lies with nobody any more.")]
    received_at: Moment | None
    due_at: Annotated[Moment | None, Field(description="null while its clock stands.")]
    ended_at: Moment | None
    ended_as: ColumnName | None
    returned_at: Moment | None


class DossierPage(Told):
    """A page of dossiers; `next` is the cursor of the one after it."""

    items: list[DossierLine]
    next: str | None


class IdentifierTold(Told):
    kind: str
    value: str


class ApplicantTold(Told):
    """Who hands in, or whose matter it is."""

    id: Id
    kind: Literal["person", "organisation"]
    name: str
    born_on: date | None
    address: str
    phone: str
    email: str
    identifiers: list[IdentifierTold]


class OutcomeTold(Told):
    """How it was decided, with number and day of the document."""

    outcome: OutcomeName
    number: str
    on: date | None


class ProposalTold(Told):
    """What was last proposed to the leader."""

    outcome: OutcomeName
    text: str
    number: str


class BookLineTold(Told):
    """Its line in a book: certified copies. Fee in đồng."""

    number: str
    what: str
    pages: int
    copies: int
    fee: int


class PauseTold(Told):
    """Time in which the clock stood, or stands: for whom, how the limit goes on, why it was asked again."""

    since: Moment
    until: Annotated[Moment | None, Field(description="null while it lasts.")]
    cause: Annotated[str, OneOf([*(cause.value for cause in Cause), "stopped"])]
    note: str
    anew: Annotated[bool, Field(description="When it ends the limit begins anew; else it goes on.")]
    reason: str
    basis: str


class DossierTold(DossierLine):
    """All that is kept of a dossier."""

    version: Id
    return_channel: ChannelName
    person: Annotated[ApplicantTold, Field(description="The applicant.")]
    on_behalf_of: Annotated[ApplicantTold | None, Field(description="Whose matter it is, if another's.")]
    mandate: str
    subject: str
    helped_unit: UnitRef
    case: Annotated[str, Field(description="Code of the version's case that decided its limit; empty for none.")]
    quantity: int
    limit: LimitTold | None
    received_on: date | None
    due_on: date | None
    ended_on: date | None
    norm: Annotated[LimitTold | None, Field(description="The deciding unit's own, shorter limit.")]
    extended_to: Annotated[Moment | None, Field(description="What a letter promised beyond due_at.")]
    supplements_asked: int
    pauses: list[PauseTold]
    outcome: OutcomeTold | None
    proposal: ProposalTold | None
    line: BookLineTold | None


class HappeningTold(Told):
    """An entry of the journal as a sentence, in the language asked for."""

    seq: int
    at: Moment
    recorded_at: Moment
    act: str
    sentence: str
    ground: str
    late_entry: Annotated[bool, Field(description="Written down on a later day than it happened.")]


class History(Told):
    """What happened to a dossier, the first entry first."""

    items: list[HappeningTold]


class DossierPaperTold(Told):
    """A line of the checklist: what was asked and what was given."""

    position: int
    name: str
    asked_originals: int
    asked_copies: int
    given_originals: int
    given_copies: int


class Checklist(Told):
    """The checklist of a dossier."""

    items: list[DossierPaperTold]


class Standing(Told):
    """How a dossier stands at the moment of asking, and the acts that this client could do now."""

    at: Moment
    standing: str
    acts: Annotated[list[str], Field(description="Addresses below the dossier's, such as take.")]
