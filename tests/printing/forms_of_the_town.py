"""Dossiers with an occasion for each form, on the Monday of a set, and the form printed of them."""

from collections.abc import Callable
from datetime import date, datetime, timedelta
from typing import Any

from motcua.catalogue.content import Content, Draft, Terms
from motcua.catalogue.offer import offer
from motcua.catalogue.publish import publish_versions
from motcua.dossiers.books import Book, Line
from motcua.dossiers.drafts import Proposal
from motcua.dossiers.ending import Document, decide, refuse, return_result, stop
from motcua.dossiers.intake import Person
from motcua.dossiers.letters import sign_letters
from motcua.dossiers.models import Dossier
from motcua.dossiers.passing import move, take
from motcua.dossiers.receive import draft
from motcua.dossiers.waiting import ask_for_supplement
from motcua.journal.by import SYSTEM
from motcua.printing.models import PrintedForm, StatutoryForm
from motcua.worktime.limits import Limit, LimitUnit
from tests.cast import GROUND, Cast, at, reread, succeeded
from tests.printing.conftest import asked

MONDAYS = {"tt01-2018": date(2019, 1, 7), "tt03-2025": date(2026, 3, 2)}
FATHER = Person(
    "Nguyễn Văn Ưởng",
    identifiers=(("personal_id", "080090000017"),),
    address="Ấp 3, xã Mỹ Quý Đông",
    phone="0912 345 678",
    email="uong@vidu.vn",
)
CHILD = Person("Nguyễn Thị Quỳnh Như", address="Ấp 4, xã Mỹ Bình")
EXTRACTS = "2.000635"


class Week:
    """A week of the cast from a Monday on: `hour(2, 9)` is Wednesday at nine."""

    def __init__(self, cast: Cast, monday: date) -> None:
        self.cast, self.monday = cast, monday

    def hour(self, day: int, hour: int, minute: int = 0) -> datetime:
        return at(self.monday + timedelta(days=day), hour, minute)

    def act(self, function: Callable[..., Any], dossier: Dossier, who: str, when: datetime, **given: Any) -> None:
        given |= {"by": getattr(self.cast, who), "at": when, "recorded_at": when, "ground": GROUND}
        succeeded(function([dossier.pk], **given))

    def received(self, **given: Any) -> Dossier:
        facts = {"applicant": FATHER, "holder": CHILD, "mandate": "Cha của trẻ", "subject": "Khai sinh năm 1998"}
        return self.cast.received(self.hour(0, 8, 5), **(facts | given))

    def at_office(self, **given: Any) -> Dossier:
        dossier = self.received(**given)
        self.act(move, dossier, "hoa", self.hour(0, 9), to=self.cast.inbox, note="Đủ thành phần")
        self.act(take, dossier, "an", self.hour(0, 9, 30))
        return dossier

    def supplement(self, missing: str = "Bản sao giấy khai sinh\nTờ khai có chữ ký", **given: Any) -> Dossier:
        dossier = self.at_office(**given)
        self.act(ask_for_supplement, dossier, "an", self.hour(1, 10), missing=missing)
        return dossier

    def refusal(self, reason: str = "Không thuộc thẩm quyền của Ủy ban nhân dân huyện", **given: Any) -> Dossier:
        intake = self.cast.intake(applicant=FATHER, subject="Khai sinh năm 1998", **given)
        when = self.hour(0, 8)
        succeeded(draft([intake], by=self.cast.hoa, at=when, ground=GROUND, recorded_at=when, filed=True))
        dossier = Dossier.objects.get(pk=intake.id)
        self.act(refuse, dossier, "hoa", self.hour(0, 8, 30), reason=reason)
        return dossier

    def letter(self, **given: Any) -> Dossier:
        dossier = self.at_office(**given)
        self.act(sign_letters, dossier, "chi", self.hour(3, 15), days=3, reason="Chờ kết quả xác minh")
        return dossier

    def stopped(self, reason: str = "Quá thời hạn bổ sung mà không bổ sung", **given: Any) -> Dossier:
        dossier = self.at_office(**given)
        self.act(stop, dossier, "chi", self.hour(2, 14), reason=reason)
        return dossier

    def decided(self, text: str = "", **given: Any) -> Dossier:
        dossier = self.at_office(**given)
        proposal = Proposal("granted", text)
        self.act(move, dossier, "an", self.hour(1, 15), to=self.cast.leader, note="Đủ điều kiện", draft=proposal)
        document = Document("17/QĐ-UBND", self.monday + timedelta(days=2))
        self.act(decide, dossier, "chi", self.hour(2, 10), outcome="granted", documents={dossier.pk: document})
        return dossier

    def handed_out(self, **given: Any) -> Dossier:
        dossier = self.decided(**given)
        who = {"to": "Lê Thị Bích Ngọc", "authority": "Giấy ủy quyền số 5"}
        self.act(return_result, dossier, "hoa", self.hour(3, 9, 15), **who)
        return dossier

    def certified(self, what: str = "Bằng tốt nghiệp đại học", **given: Any) -> Dossier:
        line = Line(Book.COPIES, what, 3, 2, 12_000)
        dossier = self.received(procedure="at-once", line=line, **given)
        when = self.hour(0, 10)
        self.act(decide, dossier, "chi", when, outcome="granted", from_book=True)
        return dossier

    def extract(self, **given: Any) -> Dossier:
        publish_extracts(self.cast)
        text = "Sinh ngày 05/11/1998 tại Trạm y tế xã Mỹ Bình\nDân tộc: Kinh; Quốc tịch: Việt Nam"
        return self.decided(**({"procedure": EXTRACTS, "text": text} | given))

    def confirmation(self, **given: Any) -> Dossier:
        text = "Hiện tại chưa đăng ký kết hôn với ai"
        return self.decided(**({"procedure": "8-hours", "text": text} | given))


def publish_extracts(cast: Cast) -> None:
    """A procedure whose result is a copy of an extract."""
    when = at(date(2018, 12, 28), 9)
    known = {"by": SYSTEM, "at": when, "recorded_at": when, "ground": "ND63-2010", "from_day": date(2019, 1, 1)}
    terms = (Terms("counter", Limit(3, LimitUnit.WORKING_DAY)),)
    content = Content("Cấp bản sao Trích lục hộ tịch", terms=terms)
    done = publish_versions([Draft(EXTRACTS, "Hộ tịch", content)], **known)
    if not done.refused:
        offer([cast.office], done.versions.values(), **known)


def of_form(week: Week, form: str, **given: Any) -> Dossier:
    """A dossier with an occasion for a form."""
    built = {"receipt": week.received, "control": week.handed_out, "money": week.received}
    return reread(built.get(form, getattr(week, form, week.received))(**given))


def printed(
    week: Week, form: str, dossier: Dossier, who: str = "hoa", minute: int = 0, **given: Any
) -> PrintedForm:
    """The form of a dossier, printed on Friday."""
    done = asked(dossier, getattr(week.cast, who), week.hour(4, 9, minute), form=StatutoryForm(form), **given)
    assert not done.refused, str(done.refusal)
    return PrintedForm.objects.get(pk=done.done[0])
