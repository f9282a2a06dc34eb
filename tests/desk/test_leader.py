"""The leader's page: what waits for his decision, what he sees of it, what comes of agreeing and sending back."""

from datetime import UTC, datetime
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from motcua.dossiers.books import Book, Line
from motcua.dossiers.drafts import Proposal
from motcua.dossiers.inbox import View, page
from motcua.dossiers.models import Dossier
from motcua.dossiers.passing import move, take
from motcua.dossiers.states import State
from motcua.journal.models import Reading
from motcua.moments import local_day
from motcua.people.actor import Actor
from tests.cast import Cast, reread
from tests.desk.town import Town, act, received_ago

GRANTED = Proposal("granted", "Đủ điều kiện cấp lại")
REFUSED = Proposal("refused", "Thiếu giấy chứng sinh")


def up(cast: Cast, days: float, number: int = 0, draft: Proposal | None = GRANTED) -> Dossier:
    """Received so many days ago, taken by An, and sent up to Chi with a draft."""
    dossier = received_ago(cast, days, number)
    act(move, dossier, cast.hoa, days - 0.1, to=cast.inbox)
    act(take, dossier, cast.an, days - 0.2)
    act(move, dossier, cast.an, days - 0.3, to=cast.leader, draft=draft)
    return reread(dossier)


def copy(cast: Cast, days: float, number: int = 0) -> Dossier:
    """A certified copy, received straight into Chi's inbox."""
    line = Line(Book.COPIES, "Bằng tốt nghiệp", pages=2, copies=3, fee=12000)
    return received_ago(cast, days, number, procedure="at-once", lies_with=cast.leader, line=line)


def text(answer: Any) -> str:
    return answer.content.decode()


def form(dossier: Dossier, **typed: Any) -> dict[str, Any]:
    return {"seen": dossier.seq, **typed}


def order(answer: Any) -> list[str]:
    return [line.dossier.number for line in answer.context["lines"]]


def test_what_is_due_first_stands_first_and_is_open_at_once(cast: Cast, sign_in) -> None:
    late, early = up(cast, 1, 1), up(cast, 6, 2)
    answer = sign_in("chi").get("/leading/")
    assert order(answer) == [early.number, late.number]
    assert answer.context["open"].line.dossier == early


def test_draft_facts_and_history_are_in_view(cast: Cast, sign_in) -> None:
    dossier = up(cast, 2, draft=Proposal("granted", "Đủ điều kiện cấp lại", "77/GXN"))
    shown = text(sign_in("chi", "en").get(f"/leading/?d={dossier.number}"))
    for said in (
        "Đủ điều kiện cấp lại",
        "77/GXN",
        "Proposed by Lê Văn An",
        "Nguyễn Thị Lan",
        "Tờ khai",
        "080190000000",
    ):
        assert said in shown, said
    assert "Lê Văn An (Handling officer, Phòng Tư pháp) moved the dossier on" in shown
    assert Reading.objects.get(subject_id=dossier.pk).account == cast.accounts["chi"].pk


def test_the_list_is_what_the_desk_counts_as_waiting_for_a_decision(town: Town, sign_in) -> None:
    for number in range(3):
        up(town.cast, 2 + number, number)
    copy(town.cast, 0.1)
    for name in ("chi", "an", "hoa", "dung", "em"):
        account = town.cast.accounts[name]
        now = datetime.now(UTC)
        waiting = page(Actor.of(account, local_day(now)), account, View.DECIDE, now)
        client = sign_in(name)
        groups = [client.get(f"/leading/{group}").context["lines"] for group in ("", "?group=copies")]
        assert sorted(line.dossier.pk for group in groups for line in group) == sorted(waiting), name


def test_what_another_leader_has_in_hand_does_not_wait_for_me(cast: Cast, sign_in) -> None:
    mine, his = up(cast, 2, 1), up(cast, 2, 2)
    Dossier.objects.filter(pk=his.pk).update(holder_account=cast.accounts["binh"])
    act(take, mine, cast.chi, 0.5)
    assert order(sign_in("chi").get("/leading/")) == [mine.number]


def test_agreeing_decides_as_drafted_and_the_next_one_is_open(cast: Cast, sign_in) -> None:
    first, second = up(cast, 3, 1), up(cast, 2, 2)
    client = sign_in("chi", "en")
    answer = client.post(f"/leading/{first.number}/agree/", form(first, then=second.number))
    assert (answer.status_code, answer.headers["Location"]) == (303, f"/leading/?d={second.number}")
    done = reread(first)
    assert (done.state, done.outcome) == (State.DECIDED, "granted")
    shown = text(client.get(answer.headers["Location"]))
    assert f"Agreed: {first.number}, document {done.outcome_number}." in shown
    assert 'id="agree" data-key="y" autofocus' in shown


def test_of_the_last_one_nothing_is_left_and_the_page_says_so(cast: Cast, sign_in) -> None:
    only = up(cast, 3)
    client = sign_in("chi", "en")
    answer = client.post(f"/leading/{only.number}/agree/", form(only, then=""))
    assert "Nothing waits for your decision." in text(client.get(answer.headers["Location"]))


def test_what_comes_next_is_skipped_if_it_went_meanwhile(cast: Cast, sign_in) -> None:
    first, second = up(cast, 3, 1), up(cast, 2, 2)
    client = sign_in("chi")
    client.post(f"/leading/{second.number}/agree/", form(second))
    answer = client.post(f"/leading/{first.number}/agree/", form(first, then=second.number))
    assert answer.headers["Location"] == "/leading/"


def test_sending_back_asks_for_a_reason_and_gives_it_back_to_who_proposed(cast: Cast, sign_in) -> None:
    dossier = up(cast, 3)
    client = sign_in("chi", "en")
    without = client.post(f"/leading/{dossier.number}/send-back/", form(dossier, reason=" "))
    assert without.status_code == 422
    assert "send_back-reason_error" in text(without)
    answer = client.post(f"/leading/{dossier.number}/send-back/", form(dossier, reason="Thiếu chữ ký"))
    assert answer.status_code == 303
    assert reread(dossier).holder_account_id == cast.accounts["an"].pk
    assert f"Sent back: {dossier.number}." in text(client.get(answer.headers["Location"]))


@pytest.mark.parametrize("language", ["vi", "en"])
def test_an_hour_old_page_says_what_happened_and_keeps_the_reason(cast: Cast, sign_in, language) -> None:
    dossier = up(cast, 3)
    seen = form(dossier)
    act(take, dossier, cast.chi, 0)
    client = sign_in("chi", language)
    answer = client.post(f"/leading/{dossier.number}/send-back/", {**seen, "reason": "Thiếu chữ ký"})
    assert answer.status_code == 409
    assert {"vi": "trong lúc đó", "en": "meanwhile"}[language] in text(answer).lower()
    assert "Thiếu chữ ký</textarea>" in text(answer).replace("\n", "")
    assert f'name="seen" value="{dossier.seq + 1}"' in text(answer), "he has seen by now what happened"


def test_agreeing_twice_changes_nothing_and_says_so(cast: Cast, sign_in) -> None:
    dossier = up(cast, 3)
    client = sign_in("chi", "en")
    client.post(f"/leading/{dossier.number}/agree/", form(dossier))
    again = client.post(f"/leading/{dossier.number}/agree/", form(dossier))
    assert again.status_code == 409
    assert "Nothing was changed" in text(again)
    assert reread(dossier).seq == dossier.seq + 1


def test_without_a_draft_the_main_button_leads_to_the_dossiers_own_page(cast: Cast, sign_in) -> None:
    dossier = up(cast, 3, draft=None)
    shown = text(sign_in("chi", "en").get("/leading/"))
    assert "Nobody has drafted an outcome" in shown
    assert 'id="agree"' not in shown
    assert f'class="button otherwise main" href="/dossiers/{dossier.number}/"' in shown


def test_what_waits_no_more_is_said_in_a_sentence_with_where_it_lies(town: Town, sign_in) -> None:
    up(town.cast, 2)
    shown = text(sign_in("chi", "en").get(f"/leading/?d={town['decided'].number}"))
    assert f"Dossier {town['decided'].number} does not wait for you now: it is “Decided”" in shown
    assert sign_in("dung").get(f"/leading/?d={town['decided'].number}").status_code == 404


def test_certified_copies_are_a_group_of_their_own_all_picked(cast: Cast, sign_in) -> None:
    decision, copies = up(cast, 2), [copy(cast, 0.1, n) for n in range(3)]
    client = sign_in("chi", "en")
    assert order(client.get("/leading/")) == [decision.number]
    answer = client.get("/leading/?group=copies")
    assert sorted(order(answer)) == sorted(d.number for d in copies)
    assert text(answer).count('name="d"') == text(answer).count(" checked") == 3
    assert text(client.get("/leading/?group=copies&all=1")).count(" checked") == 0


def test_select_all_is_an_address_for_browsers_without_scripts(cast: Cast, sign_in) -> None:
    for number in range(3):
        up(cast, 2, number)
    client = sign_in("chi")
    assert text(client.get("/leading/")).count(" checked") == 0
    assert text(client.get("/leading/?all=1")).count(" checked") == 3


@pytest.mark.parametrize("path", ["/leading/", "/leading/list/", "/leading/?group=copies"])
def test_the_page_asks_no_more_questions_for_more_rows(cast: Cast, sign_in, path) -> None:
    client = sign_in("chi")

    def asked() -> int:
        client.get(path)
        with CaptureQueriesContext(connection) as queries:
            assert client.get(path).status_code == 200
        return len(queries)

    up(cast, 4, 1)
    copy(cast, 0.2, 1)
    few = asked()
    for number in range(2, 8):
        up(cast, 3, number)
        copy(cast, 0.1, number)
    assert asked() == few
    assert few <= 25


def test_the_second_page_is_named_and_kept_after_an_act(cast: Cast, sign_in, monkeypatch) -> None:
    from motcua.desk import listing

    monkeypatch.setattr(listing, "PAGE", 2)
    dossiers = [up(cast, 6 - number, number) for number in range(4)]
    client = sign_in("chi")
    answer = client.get("/leading/?page=2")
    assert order(answer) == [dossiers[2].number, dossiers[3].number]
    sent = client.post(f"/leading/{dossiers[2].number}/agree/?page=2", form(dossiers[2], then=dossiers[3].number))
    assert sent.headers["Location"] == f"/leading/?d={dossiers[3].number}&page=2"
    elsewhere = client.get(f"/leading/?d={dossiers[3].number}")
    assert elsewhere.context["open"].line.dossier == dossiers[3], "an address names a dossier of another page"


def test_the_list_alone_is_not_sent_again_while_it_stays_as_it_is(cast: Cast, sign_in) -> None:
    first = up(cast, 3)
    client = sign_in("chi")
    answer = client.get("/leading/list/")
    mark = answer.headers["ETag"]
    assert first.number in text(answer) and 'id="leading-lines"' in text(answer)
    assert client.get("/leading/list/", headers={"If-None-Match": mark}).status_code == 304
    up(cast, 2, 2)
    assert client.get("/leading/list/", headers={"If-None-Match": mark}).status_code == 200
