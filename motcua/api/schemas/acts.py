"""What acts are told. Units are named by their official code in force today, or by their id."""

from typing import Annotated
from uuid import UUID

from pydantic import AfterValidator, Field, model_validator

from motcua.api.schemas.dossiers import OutcomeName
from motcua.api.schemas.procedures import ChannelName
from motcua.api.schemas.values import LONGEST_NOTE, Count, Day, Dong, Email, OneOf, Sent, Text, error
from motcua.desk.forms import HANDLED_BY
from motcua.dossiers.letters import MOST_DAYS
from motcua.dossiers.waiting import OUTSIDE
from motcua.people.models import ApplicantKind, IdentifierKind

UnitName = Annotated[
    str, Text(60, "801.02", needed=True), Field(description="Official code in force today, or id.")
]
HandledBy = Annotated[str, OneOf(function for function, _label in HANDLED_BY)]
KindName = Annotated[str, OneOf(ApplicantKind.values)]
IdentifierName = Annotated[str, OneOf(IdentifierKind.values)]
Note = Annotated[str, Text(LONGEST_NOTE)]
Reason = Annotated[str, Text(LONGEST_NOTE, "Hồ sơ không đủ điều kiện.", needed=True)]


class IdentifierSent(Sent):
    """A number that a person is known by."""

    kind: IdentifierName
    value: Annotated[str, Text(40, "080190000001", needed=True)]


def _each_once(identifiers: list[IdentifierSent]) -> list[IdentifierSent]:
    if len({(i.kind, i.value) for i in identifiers}) < len(identifiers):
        raise error("twice")
    return identifiers


class PersonSent(Sent):
    """An applicant: a new one by name, or the id of one whose dossier this client may see."""

    id: UUID | None = None
    name: Annotated[str, Text(200, "Hoàng Thị Cúc")] = ""
    kind: KindName = "person"
    identifiers: Annotated[list[IdentifierSent], Field(max_length=10), AfterValidator(_each_once)] = []
    born_on: Day | None = None
    address: Annotated[str, Text(400)] = ""
    phone: Annotated[str, Text(20)] = ""
    email: Email = ""

    @model_validator(mode="after")
    def _somebody(self) -> "PersonSent":
        if self.id is None and not self.name:
            raise error("who")
        return self


class PaperSent(Sent):
    """What was handed in of the checklist."""

    name: Annotated[str, Text(1000, "Tờ khai", needed=True)]
    originals: Count = 0
    copies: Count = 0


class LineSent(Sent):
    """What goes into the book of certified copies; its fee in đồng."""

    what: Annotated[str, Text(500, "Giấy khai sinh", needed=True)]
    pages: Count = 0
    copies: Count = 0
    fee: Dong = 0


class Step(Sent):
    """A function in a unit, perhaps a person there: sign-in name or id."""

    unit: UnitName
    function: HandledBy
    account: Annotated[str, Text(60, "an", needed=True)] | None = None


class Reception(Sent):
    """A dossier that comes in. Its id may be chosen by the sender, so that it is known before the answer is."""

    procedure: Annotated[
        str, Text(60, "1.001193.000.00.00.H39", needed=True), Field(description="Code of the procedure.")
    ]
    applicant: PersonSent
    received_unit: Annotated[UnitName, Field(description="The desk: a unit where the account receives.")]
    deciding_unit: UnitName
    id: UUID | None = None
    channel: ChannelName = "counter"
    return_channel: ChannelName = "counter"
    helped_unit: Annotated[UnitName | None, Field(description="Where the applicant was helped, if elsewhere.")] = (
        None
    )
    on_behalf_of: Annotated[PersonSent | None, Field(description="Whose matter it is, if another's.")] = None
    mandate: Annotated[str, Text(200)] = ""
    subject: Annotated[str, Text(500)] = ""
    case: Annotated[
        str,
        Text(40, "urban"),
        Field(description="Code of one of the version's cases, where its limit depends on the case."),
    ] = ""
    quantity: Annotated[
        int, Field(ge=1, le=9999, strict=True, description="How many are asked for, where the limit depends on it.")
    ] = 1
    papers: Annotated[
        list[PaperSent] | None, Field(max_length=100, description="Left out: all that the version asks for.")
    ] = None
    exemption: Annotated[
        str,
        Text(40, "CT-NCT"),
        Field(description="Code of the exemption from fees that holds for the applicant, in force that day."),
    ] = ""
    lies_with: Annotated[Step | None, Field(description="The inbox it goes to at once.")] = None
    line: LineSent | None = None


class GuidanceSent(Sent):
    """Somebody who is sent home before reception: what was missing."""

    unit: UnitName
    missing: Annotated[str, Text(LONGEST_NOTE, "Thiếu bản sao giấy khai sinh.", needed=True)]
    procedure: Annotated[str, Text(60)] = ""
    name: Annotated[str, Text(200)] = ""
    phone: Annotated[str, Text(20)] = ""
    id: UUID | None = None


class ProposalSent(Sent):
    """What is proposed to the leader; a refusal and a return carry their reason as the text."""

    outcome: OutcomeName
    text: Note = ""
    number: Annotated[str, Text(60)] = ""


class MoveSent(Sent):
    """Where it goes next; what goes up to a leader carries a proposal."""

    to: Step
    note: Note = ""
    proposal: ProposalSent | None = None


class HandOverSent(Sent):
    """To whom at the same step (sign-in name or id); null: back into the unit's inbox."""

    to: Annotated[str, Text(60, "binh", needed=True)] | None = None
    note: Note = ""


class DocumentSent(Sent):
    """Number and day of the document that carries the outcome."""

    number: Annotated[str, Text(60, "12/QĐ-UBND", needed=True)]
    on: Day


class DecisionSent(Sent):
    """The outcome. Without a document, `from_book` takes the next number of the unit's book of results."""

    outcome: OutcomeName
    document: DocumentSent | None = None
    from_book: bool = False
    reason: Note = ""


class ReturnSent(Sent):
    """Who took the result, if not the applicant."""

    to: Annotated[str, Text(200, "Trần Văn Nam")] = ""


class MissingSent(Sent):
    """What is missing, or what is owed."""

    missing: Annotated[str, Text(LONGEST_NOTE, "Bản sao giấy khai sinh", needed=True)]


class SupplementSent(MissingSent):
    """What is missing. Asked a second time, also why it was not asked the first time, and on what ground."""

    reason: Note = ""
    basis: Annotated[str, Text(200, "Điều 21 Luật Đất đai 2024")] = ""


class WaitSent(Sent):
    """Which body has to act first, and what was asked of whom."""

    cause: Annotated[str, OneOf(cause.value for cause in OUTSIDE)]
    asked: Annotated[str, Text(LONGEST_NOTE, "Phiếu chuyển thông tin số 12/PC", needed=True)]


class LetterSent(Sent):
    """The working days that a letter of apology asks for, and why."""

    days: Annotated[int, Field(ge=1, le=MOST_DAYS, strict=True)]
    reason: Note = ""


class SignatureSent(Sent):
    """Days and reason where they are to be others than those of the draft."""

    days: Annotated[int, Field(ge=1, le=MOST_DAYS, strict=True)] | None = None
    reason: Note = ""


class ResumeSent(Sent):
    """A stopped dossier is resumed by a decision: its number."""

    decision: Annotated[str, Text(200)] = ""


class ReasonSent(Sent):
    """Why."""

    reason: Reason
