"""What applicants are told of: found by walking the journal once, in its order."""

from datetime import timedelta

import pytest
from django.conf import settings

from motcua.dossiers.acting import Holder
from motcua.dossiers.ending import Document, decide, return_result, stop
from motcua.dossiers.letters import sign_letters
from motcua.dossiers.models import Dossier
from motcua.dossiers.passing import move, take
from motcua.dossiers.receive import receive
from motcua.dossiers.waiting import ask_for_supplement, resume
from motcua.journal.models import Entry
from motcua.notices.choosing import choose
from motcua.notices.kinds import NoticeChannel, NoticeEvent, NoticeState
from motcua.notices.models import Notice, NoticeCursor
from motcua.notices.walking import walk
from motcua.people.actor import SYSTEM_ACTOR
from motcua.people.models import Function
from tests.cast import BEGINNING, GROUND, Cast, at, reread
from tests.notices.conftest import act, begun, told, walked

E = NoticeEvent


@pytest.fixture(autouse=True)
def _from_the_beginning(cast: Cast) -> None:
    begun()


def events(notices: list[Notice]) -> list[str]:
    return [notice.event for notice in notices]


def lived(cast: Cast) -> Dossier:
    """A dossier with all that applicants are told of, up to the result that waits for its owner."""
    dossier = told(cast)
    act(move, dossier, cast.hoa, at(7, 9), to=cast.inbox)
    act(take, dossier, cast.an, at(7, 10))
    act(ask_for_supplement, dossier, cast.an, at(8, 9), missing="Bản chính giấy chứng sinh")
    act(resume, dossier, cast.hoa, at(10, 9))
    act(sign_letters, dossier, cast.chi, at(11, 9), days=3, reason="Chờ kết quả xác minh")
    act(move, dossier, cast.an, at(14, 9), to=Holder(cast.office.pk, Function.LEADER))
    document = {dossier.pk: Document("12/QĐ", at(15).date())}
    act(decide, dossier, cast.chi, at(15, 9), outcome="granted", documents=document)
    return dossier


def test_each_news_is_told_once_in_its_order(cast: Cast) -> None:
    dossier = lived(cast)
    notices = walked(at(15, 10))
    assert events(notices) == [E.RECEIVED, E.SUPPLEMENT, E.DUE_MOVED, E.APOLOGY, E.READY]
    act(return_result, dossier, cast.hoa, at(16, 9))
    assert events(walked(at(16, 10)))[5:] == [E.TAKEN]
    assert len(walked(at(16, 11))) == 6, "a second walk finds nothing"


def test_what_no_rule_maps_is_passed_over(cast: Cast) -> None:
    dossier = told(cast)
    act(stop, dossier, cast.chi, at(7, 10), reason="Không bổ sung trong thời hạn")
    assert events(walked()) == [E.RECEIVED]
    assert NoticeCursor.objects.get().position > 0


def test_a_notice_names_no_person_and_not_what_was_decided(cast: Cast) -> None:
    dossier = lived(cast)
    for notice in walked(at(15, 10)):
        text = f"{notice.title}\n{notice.body}"
        assert dossier.number is not None and dossier.number in text
        for private in ("Lan", "080190000001", "0912", "lan@example.vn", "12/QĐ", "đồng ý"):
            assert private not in text, (notice.event, private)


def test_an_email_says_what_is_missing_and_until_when(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(settings, "PUBLIC_ADDRESS", "https://motcua.example.vn")
    dossier = lived(cast)
    received, supplement, moved, apology, _ready = walked(at(15, 10))
    assert "Hẹn trả kết quả: 08:00 14/01/2019" in received.body
    assert "https://motcua.example.vn/tracking/" in received.body
    assert "Bản chính giấy chứng sinh" in supplement.body
    assert "Ngày hẹn trước đây: 14/01/2019" in moved.body and "16/01/2019" in moved.body
    assert "Chờ kết quả xác minh" in apology.body
    until = reread(dossier).extended_to
    assert until is not None and f"{until + timedelta(hours=7):%H:%M %d/%m/%Y}" in apology.body


def test_a_line_about_what_is_not_set_is_left_out(cast: Cast) -> None:
    told(cast)
    [received] = walked()
    assert "Điện thoại" not in received.body and "tra cứu" not in received.body
    assert "{" not in received.body


def test_a_due_day_that_stays_the_same_is_no_news(cast: Cast) -> None:
    dossier = told(cast)
    act(move, dossier, cast.hoa, at(7, 9), to=cast.inbox)
    act(take, dossier, cast.an, at(7, 10))
    act(ask_for_supplement, dossier, cast.an, at(8, 9), missing="Bản sao")
    act(resume, dossier, cast.hoa, at(8, 15))
    assert events(walked(at(8, 16))) == [E.RECEIVED, E.SUPPLEMENT]


def test_who_waits_at_the_counter_is_told_nothing(cast: Cast) -> None:
    from motcua.dossiers.intake import Person

    cast.received(procedure="at-once", applicant=Person("Lê Văn Tư", phone="0912345678"))
    assert walked() == []


def test_email_comes_before_a_text_message_and_nothing_on_record_is_nothing_sent(cast: Cast) -> None:
    told(cast, at(7, 8, 1), 1)
    told(cast, at(7, 8, 2), 2, phone="0912345678")
    told(cast, at(7, 8, 3), 3, address="Ấp 3")
    notices = walked()
    assert [notice.channel for notice in notices] == [NoticeChannel.EMAIL, NoticeChannel.SMS]


def test_an_applicant_is_told_as_he_chose(cast: Cast) -> None:
    both, nothing = told(cast, number=1), told(cast, number=2)
    who = {"by": SYSTEM_ACTOR, "at": at(7, 8, 30), "ground": "APPLICANT"}
    choose(both.applicant_id, channels=["zalo", "email"], language="en", **who)
    choose(nothing.applicant_id, channels=[], **who)
    notices = walked()
    assert [(n.channel, n.language, n.dossier_id) for n in notices] == [
        ("email", "en", both.pk),
        ("zalo", "en", both.pk),
    ]
    assert notices[0].title == f"Dossier {both.number} received"


def test_a_new_installation_begins_with_the_present(cast: Cast) -> None:
    NoticeCursor.objects.all().delete()
    told(cast, number=1)
    assert walked() == []
    told(cast, at(7, 9, 30), 2)
    assert events(walked(at(7, 10))) == [E.RECEIVED]


def test_a_year_that_is_played_in_afterwards_is_told_to_nobody(cast: Cast) -> None:
    NoticeCursor.objects.update(began_at=at(20))
    told(cast)
    assert walked(at(21)) == []


def test_a_register_that_is_brought_in_is_told_to_nobody(cast: Cast) -> None:
    from motcua.dossiers.intake import Person

    intake = cast.intake(applicant=Person("Nguyễn Thị Lan", phone="0912345678"))
    done = receive([intake], by=cast.hoa, at=at(7), ground=GROUND, recorded_at=at(25))
    assert done.refusal is None
    assert walked(at(25, 9)) == []


def test_in_quiet_hours_a_notice_waits_until_seven(cast: Cast) -> None:
    told(cast)
    [notice] = walked(at(7, 22, 15))
    assert notice.next_at == at(8, 7)
    assert notice.state == NoticeState.PENDING


def test_a_notice_stands_in_the_journal_on_the_ground_of_what_happened(cast: Cast) -> None:
    told(cast)
    [notice] = walked()
    [entry] = Entry.objects.filter(subject_id=notice.pk)
    assert (entry.act, entry.ground, entry.actor) == ("notify", GROUND, None)


def test_before_anything_is_placed_a_walk_places_it(cast: Cast) -> None:
    told(cast)
    assert walk(at(7, 9)).made == 1
    assert NoticeCursor.objects.get().began_at == at(BEGINNING)
