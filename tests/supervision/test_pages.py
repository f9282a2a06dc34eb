"""The page of the watch, its lists' own pages, the switch of its mail, and the command."""

import json
from collections.abc import Callable
from datetime import UTC, datetime
from io import StringIO
from typing import Any

import pytest
from django.core.management import call_command
from django.test import Client

from motcua.command import Refusal
from motcua.dossiers.models import Dossier
from motcua.journal.models import Entry
from motcua.people.models import Account
from motcua.supervision.heaps import Heap
from motcua.supervision.models import WatchSetting
from motcua.supervision.watch import MOST
from tests.cast import Cast
from tests.desk.town import Town, received_ago
from tests.supervision.conftest import Post, numbers, seen, with_mail

SignIn = Callable[..., Client]


def listed(text: str, among: Town) -> set[str]:
    """The names of the town's dossiers whose numbers stand in a text."""
    return {name for name, dossier in among.by_state.items() if f">{dossier.number}<" in text}


def test_the_page_holds_what_is_counted_by_hand(town: Town, sign_in: SignIn) -> None:
    now = datetime.now(UTC)
    late = {
        name
        for name, each in town.by_state.items()
        if each.state in (2, 4) and each.due_on and each.is_overdue(now)
    }
    text = sign_in("em", "en").get("/watch/").content.decode()
    assert "overdue" in late <= listed(text, town)
    found = seen(town.cast, "em", now)
    everywhere = {number for heap in Heap for number in numbers(found, heap)}
    assert listed(text, town) == {name for name, each in town.by_state.items() if each.number in everywhere}
    assert not {"decided", "returned", "late", "withdrawn", "stopped"} & listed(text, town), "what has ended"
    assert "Nguyễn Thị Lan" not in text, "what is read in passing names no applicant"


def test_an_empty_watch_is_one_calm_sentence(cast: Cast, sign_in: SignIn) -> None:
    text = sign_in("em", "en").get("/watch/").content.decode()
    assert "Nothing needs you this morning" in text
    assert "Late without a letter" not in text


def test_who_neither_leads_nor_controls_is_told_where_his_work_is(town: Town, sign_in: SignIn) -> None:
    text = sign_in("an", "en").get("/watch/").content.decode()
    assert "for leaders and control officers" in text
    assert not listed(text, town)
    assert 'href="/watch/"' not in sign_in("an").get("/").content.decode()
    assert 'data-key="g w"' in sign_in("em").get("/").content.decode()


def test_more_than_twenty_stand_on_the_lists_own_page(cast: Cast, sign_in: SignIn) -> None:
    for number in range(MOST + 3):
        received_ago(cast, 30, number)
    text = sign_in("em", "en").get("/watch/?unit=801.01").content.decode()
    assert text.count("data-line") == 2 * MOST, "late, and in nobody's inbox"
    assert 'href="/watch/late/?unit=801.01&amp;"' in text or 'href="/watch/late/?unit=801.01&"' in text
    assert "and 3 more" in text
    whole = sign_in("em", "en").get("/watch/late/?unit=801.01").content.decode()
    assert whole.count("data-line") == MOST + 3
    assert sign_in("em").get("/watch/late/?page=9").content.decode().count("data-line") == MOST + 3
    assert sign_in("em").get("/watch/nothing/").status_code == 404


def test_the_mail_is_switched_off_and_on_and_its_address_is_an_act(cast: Cast, sign_in: SignIn) -> None:
    client = sign_in("em", "en")
    assert client.post("/watch/mail/", {"wanted": "on", "email": "không phải"}).status_code == 422
    assert client.post("/watch/mail/", {"wanted": "on", "email": ""}).status_code == 422
    assert client.post("/watch/mail/", {"wanted": "on", "email": "em@example.vn"}).status_code == 303
    em = Account.objects.get(username="em")
    assert (em.email, WatchSetting.objects.get(account=em).wanted) == ("em@example.vn", True)
    assert Entry.objects.filter(subject_id=em.pk, act="set_email").count() == 1
    assert client.post("/watch/mail/", {"email": "em@example.vn"}).status_code == 303
    assert not WatchSetting.objects.get(account=em).wanted
    assert Entry.objects.filter(subject_id=em.pk, act="set_email").count() == 1, "the same address is no act"


def test_a_person_with_an_address_can_be_written_to(town: Town, sign_in: SignIn) -> None:
    with_mail("an", "chi", "hoa")
    text = sign_in("em", "en").get("/watch/").content.decode()
    assert "mailto:hoa@example.vn?subject=" in text


def test_the_command_shows_the_same(town: Town) -> None:
    out = StringIO()
    call_command("watch", "show", account="em", format="json", stdout=out)
    shown = json.loads(out.getvalue())
    found = seen(town.cast, "em", datetime.now(UTC))
    for listed_, heap in zip(shown["lists"], Heap, strict=True):
        assert (listed_["list"], [d["number"] for d in listed_["dossiers"]]) == (heap.value, numbers(found, heap))
    out = StringIO()
    call_command("watch", "show", account="em", stdout=out, format="table")
    assert all(number in out.getvalue() for number in numbers(found, Heap.LATE))


@pytest.mark.parametrize(
    "asked", [{"account": "nobody"}, {"account": "an"}, {"account": "em", "unit": "27899"}, {"account": None}]
)
def test_a_watch_that_there_is_not_is_refused_in_a_sentence(cast: Cast, asked: dict[str, Any]) -> None:
    with pytest.raises(Refusal) as refused:
        call_command("watch", "show", **asked)
    assert str(refused.value).endswith(".")


def test_sending_by_hand_is_tried_first(cast: Cast, post_office: Post) -> None:
    with_mail("em")
    out = StringIO()
    call_command("watch", "send", dry_run=True, format="json", stdout=out)
    assert set(json.loads(out.getvalue())["would_get"]) <= {"em"}
    assert not post_office.taken
    assert not WatchSetting.objects.exists()
    assert Dossier.objects.count() == 0
