"""Sending: to a mail server and a gateway that take, refuse, delay, hang up or are not there."""

from datetime import timedelta

import pytest
from django.conf import settings

from motcua import smtp
from motcua.dossiers.ending import Document, decide, return_result
from motcua.dossiers.models import Dossier
from motcua.dossiers.passing import move
from motcua.notices import attempt, deliver
from motcua.notices.became import sentence
from motcua.notices.choosing import choose
from motcua.notices.gateways import telephone
from motcua.notices.kinds import NoticeState
from motcua.notices.models import Notice, NoticeRule
from motcua.notices.simulator import Simulator
from motcua.people.actor import SYSTEM_ACTOR
from tests.cast import Cast, at
from tests.notices.conftest import PostOffice, act, begun, never_quiet, only, round_at, told, walked

S = NoticeState


@pytest.fixture(autouse=True)
def _begun(cast: Cast) -> None:
    begun()
    never_quiet()


@pytest.fixture
def by_mail(cast: Cast) -> Dossier:
    """A dossier whose applicant is to be told by e-mail that it was received."""
    dossier = told(cast, email="lan@example.vn")
    walked()
    return dossier


@pytest.fixture
def by_sms(cast: Cast) -> Dossier:
    """A dossier whose applicant is to be told by text message that it was received."""
    dossier = told(cast, phone="0912 345 678")
    walked()
    return dossier


def test_a_message_is_what_it_says(by_mail: Dossier, post_office: PostOffice) -> None:
    assert round_at(at(7, 10)).became == {"sent": 1}
    [message] = post_office.messages
    assert (message["From"], message["To"]) == ("motcua@example.vn", "lan@example.vn")
    assert message["Subject"] == f"Đã tiếp nhận hồ sơ {by_mail.number}"
    assert message["Auto-Submitted"] == "auto-generated"
    assert message["Message-ID"] == f"<notice.{only().pk.hex}@motcua.example.vn>"
    assert "Hẹn trả kết quả: 08:00 14/01/2019" in message.get_content()
    notice = only()
    assert (notice.state, notice.settled_at, notice.answer) == (S.SENT, at(7, 10), "250 taken")
    assert round_at(at(7, 11)).became == {} and len(post_office.taken) == 1, "once"


def test_lines_that_begin_with_a_dot_arrive_as_they_are(by_mail: Dossier, post_office: PostOffice) -> None:
    Notice.objects.update(body=".\n..\n.xa\nlast")
    round_at(at(7, 10))
    assert post_office.messages[0].get_content().splitlines() == [".", "..", ".xa", "last"]


def test_an_address_that_does_not_exist_is_told_at_once(by_mail: Dossier, post_office: PostOffice) -> None:
    post_office.answers["lan@example.vn"] = "550 5.1.1 no such user"
    assert round_at(at(7, 10)).became == {"refused": 1}
    notice = only()
    assert (notice.state, notice.why, notice.tries) == (S.REFUSED, "no_such_address", 0)
    assert "lan@example.vn" in sentence(notice) and "no such user" in sentence(notice)
    assert list(Notice.objects.all().failed()) == [notice]


@pytest.mark.parametrize("address", ["lan@", "lan example.vn", "lân@example.vn", "a@b.vn\r\nBcc: c@d.vn"])
def test_what_is_no_address_is_refused_before_anybody_is_called(
    by_mail: Dossier, post_office: PostOffice, address: str
) -> None:
    Notice.objects.update(address=address)
    assert round_at(at(7, 10)).became == {"refused": 1}
    assert only().why == "bad_address" and not post_office.taken


def test_a_refused_text_is_refused_and_the_next_goes_out(cast: Cast, post_office: PostOffice) -> None:
    told(cast, at(7, 8, 1), 1, email="lan@example.vn")
    told(cast, at(7, 8, 2), 2, email="tu@example.vn")
    walked()
    post_office.answers["lan@example.vn"] = "553 mailbox name not allowed"
    assert round_at(at(7, 10)).became == {"refused": 1, "sent": 1}
    assert post_office.conversations == 1


def test_who_asks_to_wait_is_asked_again_after_growing_delays_and_then_given_up(
    by_mail: Dossier, post_office: PostOffice
) -> None:
    post_office.answers["lan@example.vn"] = "451 greylisted"
    when, waited = at(7, 10), []
    for _each in attempt.DELAYS:
        assert round_at(when).became == {"pending": 1}
        assert round_at(when).became == {}, "not before its time"
        next_at = only().next_at
        assert next_at is not None
        waited.append(next_at - when)
        when = next_at
    assert waited == list(attempt.DELAYS) and waited[0] == timedelta(minutes=1) and waited[-1] == timedelta(days=1)
    assert round_at(when).became == {"given_up": 1}
    assert "451 greylisted" in sentence(only())
    assert not post_office.taken


def test_what_was_delayed_goes_out_when_it_is_taken(by_mail: Dossier, post_office: PostOffice) -> None:
    post_office.answer = "452 disk full"
    assert round_at(at(7, 10)).became == {"pending": 1}
    post_office.answer = "250 taken"
    assert round_at(at(7, 10, 1)).became == {"sent": 1}
    assert len(post_office.taken) == 1


def test_a_server_that_died_is_called_again_and_nothing_is_lost(by_mail: Dossier, post_office: PostOffice) -> None:
    post_office.close()
    outcome = round_at(at(7, 10))
    assert outcome.away == {"email": "away"} and outcome.became == {}
    assert (only().state, only().tries) == (S.PENDING, 0), "it was no try of this notice"
    post_office.open()
    assert round_at(at(7, 10, 1)).became == {"sent": 1}
    assert len(post_office.taken) == 1


def test_after_three_days_without_a_server_somebody_rings_up(by_mail: Dossier, post_office: PostOffice) -> None:
    post_office.close()
    round_at(at(7, 10))
    assert round_at(at(10, 9)).became == {}
    assert round_at(at(10, 10, 1)).became == {"given_up": 1}
    assert only().state == S.GIVEN_UP


def test_a_server_that_was_away_for_an_hour_does_not_shorten_the_three_days(
    by_mail: Dossier, post_office: PostOffice
) -> None:
    assert round_at(at(17, 10)).became == {"sent": 1}, "the worker stood for ten days: late is better than never"


def test_without_a_mail_server_in_the_settings_notices_wait(
    by_mail: Dossier, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(settings, "SMTP", dict.fromkeys(settings.SMTP, ""))
    assert round_at(at(7, 10)).away == {"email": "not_set"}
    monkeypatch.setattr(settings, "SMTP", {**settings.SMTP, "HOST": "127.0.0.1"})
    assert round_at(at(7, 10)).away == {"email": "set_wrong"}
    assert "MOTCUA_SMTP_FROM" in sentence(only())


def test_one_conversation_carries_many_and_goes_on_where_the_server_hangs_up(
    cast: Cast, post_office: PostOffice
) -> None:
    for number in range(7):
        told(cast, at(7, 8, number), number, email=f"a{number}@example.vn")
    walked()
    post_office.hangs_up_after = 3
    assert round_at(at(7, 10)).became == {"sent": 7}
    assert post_office.conversations == 3
    assert len(set(post_office.ids)) == 7


def test_a_lost_answer_is_held_for_a_person_and_never_sent_again(
    by_mail: Dossier, post_office: PostOffice, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(smtp, "ANSWERS_WITHIN", 0.3)
    post_office.waits_before = "answer"
    assert round_at(at(7, 10)).became == {"unknown": 1}
    post_office.go.set()
    for day in (8, 9, 20):
        assert round_at(at(day, 10)).became == {}
    assert len(post_office.taken) == 1
    assert list(Notice.objects.all().failed()) == [only()]


def test_nothing_goes_out_at_night(by_mail: Dossier, post_office: PostOffice) -> None:
    NoticeRule.objects.all().delete()
    assert round_at(at(7, 21)).is_quiet and not post_office.taken
    assert round_at(at(8, 6, 59)).is_quiet and not post_office.taken
    assert round_at(at(8, 7)).became == {"sent": 1}


def test_a_retry_waits_until_the_morning_too(by_mail: Dossier, post_office: PostOffice) -> None:
    NoticeRule.objects.all().delete()
    post_office.answers["lan@example.vn"] = "451 greylisted"
    round_at(at(7, 20, 59))
    assert only().next_at == at(8, 7)


def test_what_is_no_news_any_more_is_not_sent(cast: Cast, post_office: PostOffice) -> None:
    dossier = told(cast, email="lan@example.vn")
    act(move, dossier, cast.hoa, at(7, 9), to=cast.leader)
    document = {dossier.pk: Document("12/QĐ", at(8).date())}
    act(decide, dossier, cast.chi, at(8, 9), outcome="granted", documents=document)
    act(return_result, dossier, cast.hoa, at(8, 10))
    walked(at(8, 11))
    assert round_at(at(8, 11)).became == {"overtaken": 2, "sent": 1}
    assert post_office.messages[0]["Subject"] == f"Đã trả kết quả hồ sơ {dossier.number}"


def test_no_more_go_out_in_a_minute_than_are_allowed(
    cast: Cast, post_office: PostOffice, monkeypatch: pytest.MonkeyPatch
) -> None:
    for number in range(5):
        told(cast, at(7, 8, number), number, email=f"a{number}@example.vn")
    walked()
    NoticeRule.objects.all().delete()
    never_quiet(per_minute=600)
    outcome = deliver.deliver(clock=lambda: at(7, 10), lasts=0.25)
    assert outcome.became["sent"] in (2, 3), "one each tenth of a second"
    assert Notice.objects.filter(state=S.PENDING, attempt=None).count() == 5 - outcome.became["sent"]


def test_a_notice_that_cannot_be_made_keeps_no_other_back(cast: Cast, post_office: PostOffice) -> None:
    told(cast, at(7, 8, 1), 1, email="lan@example.vn")
    told(cast, at(7, 8, 2), 2, email="tu@example.vn")
    first, _second = walked()
    Notice.objects.filter(pk=first.pk).update(title="Hồ sơ\nBcc: ai@example.vn")
    assert round_at(at(7, 10)).became == {"refused": 1, "sent": 1}
    first.refresh_from_db()
    assert first.why == "broken"


def test_a_text_message_goes_to_the_gateway_without_accents(by_sms: Dossier, gateway: Simulator) -> None:
    assert round_at(at(7, 10)).became == {"sent": 1}
    [message] = gateway.taken.values()
    assert message["to"] == "+84912345678"
    assert (
        message["text"]
        == f"Ho so {by_sms.number} da tiep nhan. Hen tra 08:00 14/01/2019, tai Bo phan Mot cua huyen."
    )


def test_zalo_keeps_the_accents(cast: Cast, gateway: Simulator) -> None:
    dossier = told(cast, phone="0912 345 678")
    choose(dossier.applicant_id, channels=["zalo"], by=SYSTEM_ACTOR, at=at(7, 8, 30), ground="APPLICANT")
    walked()
    assert round_at(at(7, 10)).became == {"sent": 1}
    [message] = gateway.taken.values()
    assert "đã tiếp nhận hồ sơ" in message["text"]


def test_a_gateway_is_asked_what_became_of_a_lost_answer(by_sms: Dossier, gateway: Simulator) -> None:
    gateway.lost = 1
    assert round_at(at(7, 10)).became == {"begun": 1}
    assert round_at(at(7, 10, 1)).became == {"sent": 1}
    assert len(gateway.taken) == 1


def test_a_message_that_the_gateway_never_saw_is_sent(by_sms: Dossier, gateway: Simulator) -> None:
    Notice.objects.update(state=S.BEGUN, attempt="00000000-0000-0000-0000-000000000001")
    assert round_at(at(7, 10)).became == {"sent": 1}
    assert len(gateway.taken) == 1


def test_a_number_that_is_refused_is_told_at_once_and_one_to_wait_for_waits(
    by_sms: Dossier, gateway: Simulator
) -> None:
    gateway.later.add("+84912345678")
    assert round_at(at(7, 10)).became == {"pending": 1}
    gateway.refused.add("+84912345678")
    assert round_at(at(7, 10, 1)).became == {"refused": 1}
    assert "0912 345 678" in sentence(only())


def test_a_gateway_that_does_not_know_us_lets_all_wait(
    by_sms: Dossier, gateway: Simulator, monkeypatch: pytest.MonkeyPatch
) -> None:
    gateway.token = "secret"
    outcome = round_at(at(7, 10))
    assert outcome.away == {"sms": "set_wrong"} and only().state == S.PENDING
    gateway.token = ""
    assert round_at(at(7, 10, 1)).became == {"sent": 1}


def test_a_dead_gateway_keeps_no_mail_back(
    cast: Cast, post_office: PostOffice, monkeypatch: pytest.MonkeyPatch
) -> None:
    told(cast, at(7, 8, 1), 1, phone="0912345678")
    told(cast, at(7, 8, 2), 2, email="tu@example.vn")
    walked()
    monkeypatch.setattr(
        settings, "NOTICES", {**settings.NOTICES, "SMS_URL": f"http://127.0.0.1:{post_office.port}/"}
    )
    monkeypatch.setattr(settings, "NOTICES", {**settings.NOTICES, "SMS_URL": "http://127.0.0.1:9/"})
    outcome = round_at(at(7, 10))
    assert outcome.became == {"sent": 1} and outcome.away == {"sms": "away"}


@pytest.mark.parametrize(
    ("written", "dialled"),
    [
        ("0912 345 678", "+84912345678"),
        ("0912.345.678", "+84912345678"),
        ("(0272) 3850 000", "+842723850000"),
        ("+84 912 345 678", "+84912345678"),
        ("84912345678", "+84912345678"),
        ("0049 30 1234567", "+49301234567"),
        ("12345", None),
        ("0912345678 (con trai)", None),
        ("", None),
    ],
)
def test_numbers_are_dialled_as_they_are_written(written: str, dialled: str | None) -> None:
    assert telephone(written) == dialled
