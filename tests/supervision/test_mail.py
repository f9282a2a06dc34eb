"""The watch by e-mail, over a real mail server on loopback: once a working day, to whom it may concern, or not."""

import asyncio
import logging
import os
import socket
import subprocess
import sys
import threading
from datetime import date, datetime
from typing import Any

import pytest
from django.conf import settings

from motcua.dossiers.letters import draft_letters
from motcua.dossiers.models import Dossier
from motcua.dossiers.passing import move, take
from motcua.dossiers.waiting import ask_for_supplement, resume
from motcua.journal.by import SYSTEM
from motcua.people.admit import NewAccount, NewPost, admit
from motcua.people.models import Account, Function
from motcua.smtp import MailServer, NotSet
from motcua.supervision import sending
from motcua.supervision.models import Sending, WatchSetting
from motcua.supervision.sending import Sent, recipients, send_watches
from motcua.supervision.tasks import send_morning_watch
from tests.cast import BEGINNING, Cast, at, build_cast
from tests.conftest import CHECKOUT
from tests.supervision.conftest import Post, act, present, with_mail

TUESDAY = at(15, 6, 30)


@pytest.fixture
def week(cast: Cast) -> dict[str, Dossier]:
    """A dossier for each of the four lists of Tuesday 15 January, by the list's name."""
    found = {name: cast.received(at(7, 8, minute)) for minute, name in enumerate(("late", "twice", "nobody"))}
    found["due"] = cast.received(at(8, 8))
    for each in found.values():
        act(move, each, cast.hoa, at(8, 9), to=cast.inbox)
    for name in ("late", "twice", "due"):
        act(take, found[name], cast.an, at(8, 10))
    act(draft_letters, found["late"], cast.an, at(11, 9), days=3, reason="Chờ xác minh")
    act(ask_for_supplement, found["twice"], cast.an, at(9, 9), missing="Bản sao")
    act(resume, found["twice"], cast.an, at(9, 10))
    again = {"missing": "Tờ khai", "reason": "Sót khi kiểm tra", "basis": "NĐ 118/2025"}
    act(ask_for_supplement, found["twice"], cast.chi, at(9, 14), **again)
    return found


def sent_as(sent: Sent) -> dict[str, list[str]]:
    return {outcome.value: names for outcome, names in sent.by_outcome.items()}


def parts(post: Post) -> tuple[str, str]:
    """The plain text and the HTML of the only message."""
    [message] = post.messages
    plain, html = message.get_body(("plain",)), message.get_body(("html",))
    assert plain is not None and html is not None
    return plain.get_content(), html.get_content()


def test_the_four_lists_arrive_once(week: dict[str, Dossier], post_office: Post) -> None:
    with_mail("em")
    assert sent_as(send_watches(TUESDAY)) == {"sent": ["em"]}
    assert sent_as(send_watches(at(15, 6, 40))) == {}, "once a day"
    for text in parts(post_office):
        assert all((dossier.number or "-") in text for dossier in week.values())
        for dossier in week.values():
            assert f"https://motcua.example.vn/dossiers/{dossier.number}/" in text
    assert sent_as(send_watches(at(16, 6, 30))) == {"sent": ["em"]}, "and the next day again"


def test_the_message_says_what_it_is_and_names_nobody(
    week: dict[str, Dossier], post_office: Post, cast: Cast
) -> None:
    with_mail("em")
    send_watches(TUESDAY)
    [message] = post_office.messages
    assert (message["From"], message["To"]) == ("motcua@example.vn", "em@example.vn")
    assert "15/01" in message["Subject"]
    assert message["Auto-Submitted"] == "auto-generated"
    assert message["Message-ID"].endswith("@motcua.example.vn>")
    for text in parts(post_office):
        for account in cast.accounts.values():
            assert account.name not in text
        assert "Nguyễn Thị Lan" not in text


def test_it_is_written_in_the_language_of_its_reader(week: dict[str, Dossier], post_office: Post) -> None:
    with_mail("em", "chi")
    Account.objects.filter(username="em").update(language="en")
    send_watches(TUESDAY)
    texts = {message["To"]: message.get_body(("plain",)).get_content() for message in post_office.messages}  # type: ignore[union-attr]
    assert "Late without a letter" in texts["em@example.vn"]
    assert "Late without a letter" not in texts["chi@example.vn"]


def test_nothing_is_sent_where_nothing_is_in_it(cast: Cast, post_office: Post) -> None:
    with_mail("em", "dung")
    assert sent_as(send_watches(TUESDAY)) == {"empty": ["dung", "em"]}
    cast.received(at(7, 8))
    assert sent_as(send_watches(at(15, 9))) == {}, "the morning was looked at, and stays quiet"
    assert not post_office.taken


def test_only_leaders_and_control_officers_with_an_address_who_want_it(
    week: dict[str, Dossier], post_office: Post
) -> None:
    with_mail("an", "hoa", "chi", "em")
    WatchSetting.objects.create(account=Account.objects.get(username="chi"), wanted=False)
    assert sent_as(send_watches(TUESDAY)) == {"sent": ["em"]}


@pytest.mark.parametrize(
    ("when", "gets"),
    [
        (at(15, 6, 29), False),
        (at(15, 6, 30), True),
        (at(15, 16, 59), True),
        (at(15, 17, 0), False),  # the office has closed
        (at(12, 8), False),  # a Saturday
        (at(date(2019, 2, 5), 8), False),  # Tết
    ],
)
def test_from_half_past_six_to_the_close_of_a_working_day(cast: Cast, when: datetime, gets: bool) -> None:
    with_mail("em")
    assert [a.username for a in recipients(present(when))] == (["em"] if gets else [])


def test_a_server_that_is_away_is_tried_again(
    week: dict[str, Dossier], post_office: Post, caplog: pytest.LogCaptureFixture
) -> None:
    with_mail("em")
    here = settings.SMTP
    with socket.socket() as closed:
        closed.bind(("127.0.0.1", 0))
        settings.SMTP = {**here, "PORT": str(closed.getsockname()[1])}
        assert send_watches(TUESDAY).later == ["em"]
    assert "does not answer" in caplog.text
    settings.SMTP = here
    assert sent_as(send_watches(at(15, 6, 40))) == {"sent": ["em"]}
    assert len(post_office.taken) == 1


@pytest.mark.parametrize(("answer", "outcome"), [("451 try again later", None), ("554 no", "refused")])
def test_what_the_server_does_not_take(
    week: dict[str, Dossier], post_office: Post, answer: str, outcome: str | None
) -> None:
    with_mail("em")
    post_office.refuses = answer
    sent = send_watches(TUESDAY)
    assert (sent.later, sent_as(sent)) == ((["em"], {}) if outcome is None else ([], {"refused": ["em"]}))
    post_office.refuses = ""
    assert sent_as(send_watches(at(15, 6, 40))) == ({"sent": ["em"]} if outcome is None else {})


def test_what_broke_off_may_have_arrived_and_is_not_sent_twice_and_the_others_get_theirs(
    week: dict[str, Dossier], post_office: Post
) -> None:
    with_mail("chi", "em")
    broken = cut_off_after_the_text(post_office)
    sent = send_watches(TUESDAY)
    assert (sent_as(sent), sent.later) == ({"begun": ["chi"]}, ["em"])
    assert WatchSetting.objects.get(account__username="chi").last_as == Sending.BEGUN
    broken.clear()
    assert sent_as(send_watches(at(15, 6, 40))) == {"sent": ["em"]}


def cut_off_after_the_text(post: Post) -> list[bool]:
    """Let the server break the conversation off when it has the whole text, as long as the list is not empty."""
    on = [True]
    takes = post.handle_DATA

    async def handle(server: Any, session: Any, envelope: Any) -> str:
        if on:
            server.transport.abort()
            return "250 nobody hears this"
        return await takes(server, session, envelope)

    post.handle_DATA = handle  # type: ignore[method-assign]
    return on


def test_two_senders_at_once_send_one(week: dict[str, Dossier], post_office: Post) -> None:
    with_mail("em")
    em = Account.objects.get(username="em")
    day = date(2019, 1, 15)
    first, second = sending._Claim(em, day), sending._Claim(em, day)
    assert (first(), second()) == (True, False)
    second.settle(None)
    assert WatchSetting.objects.get(account=em).last_on == day, "who has no claim gives none back"


def test_without_a_server_the_log_says_so_once(
    week: dict[str, Dossier], caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sending, "_said", set())
    with_mail("em")
    with caplog.at_level(logging.WARNING):
        assert sent_as(send_watches(TUESDAY)) == sent_as(send_watches(TUESDAY)) == {}
    assert caplog.text.count("MOTCUA_SMTP_HOST") == 1


def test_the_settings_of_a_server_are_read_or_refused_in_a_sentence(tmp_path: Any) -> None:
    given = {"HOST": "mail", "PORT": "", "SECURITY": "", "USER": "", "PASSWORD_FILE": "", "FROM": "a@b.vn"}
    found = MailServer.of(given)
    assert found is not None and (found.security, found.port) == ("starttls", 587)
    secret = tmp_path / "secret"
    secret.write_text("bí mật\n")
    kept = MailServer.of(given | {"PASSWORD_FILE": str(secret), "SECURITY": "tls"})
    assert kept is not None and (kept.password, kept.port) == ("bí mật", 465)
    assert MailServer.of(given | {"HOST": ""}) is None
    wrong = ({"FROM": ""}, {"SECURITY": "ssl"}, {"PORT": "70000"}, {"PORT": "x"}, {"PASSWORD_FILE": "/nowhere"})
    for each in wrong:
        with pytest.raises(NotSet) as refused:
            MailServer.of(given | each)
        assert str(refused.value).endswith(".")


def test_the_workers_task_says_what_is_wrong_with_the_settings_and_goes_on(
    week: dict[str, Dossier], post_office: Post, caplog: pytest.LogCaptureFixture
) -> None:
    settings.SMTP = {**settings.SMTP, "SECURITY": "maybe"}
    send_morning_watch(0)
    assert "MOTCUA_SMTP_SECURITY" in caplog.text


SENDER = """
import django, datetime
django.setup()
from django.conf import settings
from motcua.supervision.sending import send_watches
settings.SMTP = dict(HOST="127.0.0.1", PORT="{port}", SECURITY="none", USER="", PASSWORD_FILE="", FROM="a@b.vn")
send_watches(datetime.datetime.fromisoformat("{at}"))
"""


@pytest.mark.parametrize("dies_at", ["envelope", "text"])
def test_a_crash_in_between_sends_the_rest_and_nobody_gets_two(
    fresh_database: object, post_office: Post, dies_at: str
) -> None:
    cast = build_cast()
    cast.received(at(7, 8))
    new = NewAccount("giang", "Lý Giang", [NewPost(cast.district, Function.LEADER)], password_hash="!")
    admit([new], from_day=BEGINNING, by=SYSTEM, at=at(BEGINNING), ground="DECISION")
    with_mail("chi", "em", "giang")
    reached = stall_at(post_office, dies_at, "em@example.vn")
    command = [sys.executable, "-c", SENDER.format(port=post_office.port, at=TUESDAY.isoformat())]
    dying = subprocess.Popen(command, env={**os.environ, "DJANGO_SETTINGS_MODULE": "motcua.settings"}, cwd=CHECKOUT)
    assert reached.wait(30)
    dying.kill()
    dying.wait()
    reached.clear()
    assert [message["To"] for message in post_office.messages] == ["chi@example.vn"]
    rest = ["em", "giang"] if dies_at == "envelope" else ["giang"]
    assert sent_as(send_watches(at(15, 6, 40))) == {"sent": rest}
    assert sent_as(send_watches(at(15, 6, 50))) == {}
    assert len(post_office.taken) == 1 + len(rest)


def stall_at(post: Post, step: str, address: str) -> threading.Event:
    """Let the server say nothing any more at a step of the mail to an address, and tell when it is reached."""
    reached = threading.Event()
    takes = post.handle_DATA

    async def handle_RCPT(server: Any, session: Any, envelope: Any, to: str, options: Any) -> str:
        if step == "envelope" and to == address and not reached.is_set() and not post.taken[1:]:
            reached.set()
            await asyncio.sleep(2)
        envelope.rcpt_tos.append(to)
        return "250 go on"

    async def handle_DATA(server: Any, session: Any, envelope: Any) -> str:
        if step == "text" and envelope.rcpt_tos == [address]:
            reached.set()
            await asyncio.sleep(2)
            return "451 too late"
        return await takes(server, session, envelope)

    post.handle_RCPT, post.handle_DATA = handle_RCPT, handle_DATA  # type: ignore[attr-defined, method-assign]
    return reached
