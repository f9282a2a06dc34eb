"""What officers do about notices: ring up, send again, enter what an applicant wants."""

from datetime import time, timedelta

import pytest

from motcua.dossiers.models import Dossier
from motcua.journal.models import Detail, Entry
from motcua.notices.became import sentence
from motcua.notices.choosing import choose, wanted_by
from motcua.notices.kinds import NoticeChannel, NoticeEvent, NoticeState
from motcua.notices.models import Choice, Notice
from motcua.notices.rules import DEFAULT, Rule, decide_notice_rule, rule_on
from motcua.notices.telling import confirm_notice, may_tell, of_dossier, resend, told_by_telephone
from motcua.people.actor import SYSTEM_ACTOR, Actor
from motcua.people.models import Applicant
from tests.cast import GROUND, MONDAY, Cast, at
from tests.desk.routes.calendars import administrator
from tests.notices.conftest import PostOffice, applicant_of, begun, only, refuses, round_at, told, walked

S = NoticeState


@pytest.fixture
def refused(cast: Cast, post_office: PostOffice) -> Notice:
    """A notice of a dossier that was received, to an address that does not exist."""
    begun()
    told(cast, email="lan@example.vn")
    walked()
    post_office.answers["lan@example.vn"] = "550 no such user"
    round_at(at(7, 10))
    return only()


def test_a_call_is_recorded_with_who_rang_up_and_what_he_said(cast: Cast, refused: Notice) -> None:
    who = {"by": cast.an, "at": at(7, 11), "ground": GROUND, "recorded_at": at(7, 11)}
    call = told_by_telephone(refused.dossier_id, "  Báo đã nhận, hẹn 14/01 ", event="received", **who)
    assert of_dossier(refused.dossier_id) == [call, refused], "the latest first"
    assert (call.state, call.body, call.account_id) == (S.TOLD, "Báo đã nhận, hẹn 14/01", cast.an.account)
    [entry] = Entry.objects.filter(subject_id=call.pk)
    assert (entry.act, entry.actor, entry.moment) == ("told_by_telephone", cast.an.account, at(7, 11))
    assert Detail.objects.get(entry=entry.pk).retention == "personal"


def test_after_a_call_nobody_has_to_look_at_what_failed(cast: Cast, refused: Notice) -> None:
    assert list(Notice.objects.all().failed()) == [refused]
    who = {"by": cast.an, "at": at(7, 11), "ground": GROUND, "recorded_at": at(7, 11)}
    told_by_telephone(refused.dossier_id, "Đã báo", **who)
    assert not Notice.objects.all().failed().exists()


def test_only_who_works_on_a_dossier_rings_up(cast: Cast, refused: Notice) -> None:
    dossier = Dossier.objects.get()
    for who, may in ((cast.hoa, True), (cast.an, True), (cast.chi, True), (cast.dung, False), (cast.em, False)):
        assert may_tell(dossier, who, at(7, 11)) is may
    with refuses("not_yours"):
        told_by_telephone(dossier.pk, "Đã báo", by=cast.dung, at=at(7, 11), ground=GROUND)


def test_a_call_needs_its_words_and_its_time(cast: Cast, refused: Notice) -> None:
    who = {"by": cast.an, "ground": GROUND, "recorded_at": at(7, 11)}
    for note, when, code in (
        ("  ", at(7, 11), "note"),
        ("a" * 501, at(7, 11), "long_note"),
        ("Đã báo", at(7, 12), "in_future"),
        ("Đã báo", at(4, 9), "before"),
    ):
        with refuses(code):
            told_by_telephone(refused.dossier_id, note, at=when, **who)
    with refuses("unknown_event"):
        told_by_telephone(refused.dossier_id, "Đã báo", event="birthday", at=at(7, 11), **who)
    assert Notice.objects.count() == 1


def test_what_is_sent_again_goes_to_the_address_on_record_now(
    cast: Cast, refused: Notice, post_office: PostOffice
) -> None:
    Applicant.objects.update(email="moi@example.vn")
    again = resend(refused.pk, by=cast.hoa, at=at(7, 11), ground=GROUND)
    assert (again.address, again.body, again.again_of_id) == ("moi@example.vn", refused.body, refused.pk)
    assert round_at(at(7, 11)).became == {"sent": 1}
    assert post_office.messages[0]["To"] == "moi@example.vn"
    assert not Notice.objects.all().failed().exists()


def test_a_notice_is_sent_again_once_and_not_while_it_is_under_way(cast: Cast, refused: Notice) -> None:
    who = {"by": cast.hoa, "at": at(7, 11), "ground": GROUND}
    again = resend(refused.pk, **who)
    with refuses("again"):
        resend(refused.pk, **who)
    with refuses("under_way"):
        resend(again.pk, **who)
    call = told_by_telephone(refused.dossier_id, "Đã báo", **who)
    with refuses("by_telephone"):
        resend(call.pk, **who)
    with refuses("not_yours"):
        resend(refused.pk, by=cast.dung, at=at(7, 11), ground=GROUND)


def test_one_that_was_perhaps_sent_is_said_to_have_arrived_by_who_works_on_it(cast: Cast, refused: Notice) -> None:
    who = {"at": at(7, 11), "ground": GROUND}
    with refuses("not_in_doubt"):
        confirm_notice(refused.pk, by=cast.hoa, **who)
    Notice.objects.update(state=S.UNKNOWN, why="lost")
    with refuses("not_yours"):
        confirm_notice(refused.pk, by=cast.dung, **who)
    confirm_notice(refused.pk, by=cast.hoa, **who)
    notice = only()
    assert (notice.state, notice.settled_at, notice.account_id) == (S.SENT, at(7, 11), cast.hoa.account)
    assert "Trần Thị Hoa" in sentence(notice) and not Notice.objects.all().failed().exists()
    entry = Entry.objects.filter(subject_id=notice.pk).latest("seq")
    assert (entry.act, entry.actor, entry.moment) == ("confirm_notice", cast.hoa.account, at(7, 11))


def test_what_was_sent_again_is_not_said_to_have_arrived(cast: Cast, refused: Notice) -> None:
    Notice.objects.update(state=S.UNKNOWN, why="lost")
    who = {"by": cast.hoa, "at": at(7, 11), "ground": GROUND}
    assert resend(refused.pk, **who).again_of_id == refused.pk
    with refuses("again"):
        confirm_notice(refused.pk, **who)


def test_without_an_address_nothing_is_sent_again(cast: Cast, refused: Notice) -> None:
    Applicant.objects.update(email="")
    with refuses("no_address"):
        resend(refused.pk, by=cast.hoa, at=at(7, 11), ground=GROUND)


def test_what_is_sent_again_at_night_waits_until_the_morning(cast: Cast, refused: Notice) -> None:
    assert resend(refused.pk, by=cast.hoa, at=at(7, 22), ground=GROUND).next_at == at(8, 7)


def test_a_choice_is_kept_changed_and_written_once(cast: Cast) -> None:
    person = applicant_of(told(cast))
    who = {"by": SYSTEM_ACTOR, "at": at(7, 11), "ground": "APPLICANT"}
    assert wanted_by([person])[person.pk].channels == (NoticeChannel.EMAIL,)
    choose(person.pk, channels=["zalo", "sms"], **who)
    assert wanted_by([person])[person.pk].channels == (NoticeChannel.SMS, NoticeChannel.ZALO)
    choose(person.pk, channels=["sms", "zalo"], **who)
    assert Choice.objects.get().seq == 1, "the same again writes nothing"
    choose(person.pk, channels=[], language="en", **who)
    wanted = wanted_by([person])[person.pk]
    assert (wanted.channels, wanted.language, wanted.is_chosen) == ((), "en", True)
    assert [e.act for e in Entry.objects.filter(subject_type="choice")] == ["choose_notices"] * 2


def test_a_choice_that_cannot_be_kept_is_refused(cast: Cast) -> None:
    person = applicant_of(told(cast, phone="0912345678"))
    who = {"by": cast.hoa, "at": at(7, 11), "ground": "APPLICANT"}
    for channels, language, code in (
        (["email"], "vi", "no_address"),
        (["pigeon"], "vi", "unknown_channel"),
        (["telephone"], "vi", "unknown_channel"),
        (["sms"], "fr", "unknown_language"),
    ):
        with refuses(code):
            choose(person.pk, channels=channels, language=language, **who)
    with refuses("not_officer"):
        choose(person.pk, channels=["sms"], **{**who, "by": cast.em})
    assert not Choice.objects.exists()
    assert choose(person.pk, channels=["sms"], **who).channels == ["sms"]


def test_quiet_hours_end_in_the_morning_over_midnight() -> None:
    rule = Rule(time(21), time(7), 600)
    assert [rule.is_quiet(at(7, hour)) for hour in (6, 7, 12, 20, 21, 23, 0)] == [True, *[False] * 3, *[True] * 3]
    assert (
        rule.opens(at(7, 23)) == at(8, 7) and rule.opens(at(8, 1)) == at(8, 7) and rule.opens(at(8, 9)) == at(8, 9)
    )
    assert not Rule(time(7), time(7), 600).is_quiet(at(7, 7)), "the same time twice: none"


def test_a_rule_holds_from_its_day_on(cast: Cast) -> None:
    account = administrator(cast)
    who = {"by": Actor.of(account, MONDAY), "at": at(7, 11), "ground": "DECISION"}
    night = {"quiet_from": time(20), "quiet_until": time(8)}
    decide_notice_rule(valid_from=MONDAY + timedelta(days=2), **night, per_minute=60, **who)
    assert rule_on(MONDAY + timedelta(days=1)) == DEFAULT
    assert rule_on(MONDAY + timedelta(days=2)) == Rule(time(20), time(8), 60)
    for given, code in (
        ({"valid_from": MONDAY - timedelta(days=1), **night}, "past"),
        ({"valid_from": MONDAY, **night, "per_minute": 0}, "rate"),
        ({"valid_from": MONDAY, "quiet_from": time(7), "quiet_until": time(6)}, "hours"),
    ):
        with refuses(code):
            decide_notice_rule(**given, **who)
    with refuses("not_administrator"):
        decide_notice_rule(valid_from=MONDAY, **night, **{**who, "by": cast.hoa})


def test_every_event_and_state_says_itself_in_words() -> None:
    assert all(str(each.label) for kind in (NoticeEvent, NoticeChannel, NoticeState) for each in kind)
