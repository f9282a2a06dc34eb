"""Many at once: each is checked again when it runs, what cannot is listed with its sentence, the rest is done."""

import re
from collections.abc import Callable, Iterable

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from motcua.dossiers.acting import Holder
from motcua.dossiers.drafts import Proposal
from motcua.dossiers.models import Dossier
from motcua.dossiers.passing import move, take
from motcua.dossiers.receive import receive
from motcua.dossiers.states import State
from motcua.journal.ids import uuid7
from motcua.journal.models import Entry
from tests.cast import GROUND, Cast, reread, succeeded
from tests.desk.town import Town, act, ago, received_ago

SignIn = Callable[..., Client]


def chosen(dossiers: Iterable[Dossier]) -> list[str]:
    return [f"{dossier.pk}:{dossier.seq}" for dossier in dossiers]


def text_of(client: Client, address: str, status: int = 200, **typed: object) -> str:
    answer = client.post(address, typed)
    assert answer.status_code == status, answer.content.decode()[-2000:]
    return answer.content.decode()


def in_the_office(cast: Cast, many: int) -> list[Dossier]:
    """So many dossiers that lie untaken in the office, received and moved in one act each."""
    intakes = [cast.intake() for _each in range(many)]
    when = ago(3)
    succeeded(receive(intakes, by=cast.hoa, at=when, ground=GROUND, recorded_at=when))
    later = ago(2)
    ids = [intake.id for intake in intakes]
    succeeded(move(ids, to=cast.inbox, by=cast.hoa, at=later, recorded_at=later, ground=GROUND))
    return list(Dossier.objects.filter(pk__in=ids).order_by("pk"))


def test_of_four_hundred_selected_three_cannot_and_the_others_are_done(cast: Cast, sign_in: SignIn) -> None:
    dossiers = in_the_office(cast, 400)
    rows = chosen(dossiers)
    for dossier in dossiers[:3]:  # meanwhile a colleague took them
        act(take, dossier, cast.binh, 0.5)
    page = text_of(sign_in("an", "en"), "/many/take/", d=rows, next="/?view=untaken")
    assert "397 dossiers are done. 3 are not; nothing was changed on them." in page
    listed = re.findall(r'<th scope="row"><a [^>]*>([^<]+)</a></th><td>([^<]+)</td>', page)
    assert {number for number, _why in listed} == {dossier.number for dossier in dossiers[:3]}
    assert all("Phạm Bình" in why for _number, why in listed)
    assert 'href="/?view=untaken"' in page
    held = Dossier.objects.filter(holder_account=cast.accounts["an"].pk)
    assert held.count() == 397


def test_many_are_looked_up_and_done_in_as_many_statements_as_few(cast: Cast, sign_in: SignIn) -> None:
    an, dossiers = sign_in("an"), in_the_office(cast, 60)
    text_of(an, "/many/take/", d=chosen(dossiers[:1]))
    asked = []
    for some in (dossiers[1:6], dossiers[10:55]):
        with CaptureQueriesContext(connection) as told:
            text_of(an, "/many/take/", d=chosen(some))
        asked.append(len(told))
    assert asked[0] == asked[1]


@pytest.mark.parametrize(
    ("given", "sentence"),
    [
        ([], "No dossier was selected"),
        (["nonsense"], "could not be read"),
        (["11111111-1111-7111-8111-111111111111"], "could not be read"),
        (["11111111-1111-7111-8111-111111111111:x"], "could not be read"),
        (["11111111-1111-7111-8111-111111111111:-1"], "could not be read"),
        ([f"{uuid7()}:1" for _each in range(1001)], "1001 dossiers were selected; at most 1000 go at once"),
    ],
)
def test_a_selection_that_cannot_be_acted_on_says_what_to_do(
    cast: Cast, sign_in: SignIn, given: list[str], sentence: str
) -> None:
    page = text_of(sign_in("an", "en"), "/many/take/", 422, d=given)
    assert sentence in page and 'role="alert"' in page


def test_three_thousand_at_once_are_one_sentence_and_change_nothing(cast: Cast, sign_in: SignIn) -> None:
    dossiers = in_the_office(cast, 2)
    before = Entry.objects.count()
    rows = chosen(dossiers) + [f"{uuid7()}:1" for _each in range(2998)]
    text_of(sign_in("an", "en"), "/many/take/", 413, d=rows)
    assert Entry.objects.count() == before


@pytest.mark.parametrize("act_name", ["withdraw", "stop", "dance", "receive"])
def test_an_act_that_is_not_for_many_is_not_there(town: Town, sign_in: SignIn, act_name: str) -> None:
    rows = chosen([town["leader"]])
    assert sign_in("chi").post(f"/many/{act_name}/", {"d": rows, "reason": "x"}).status_code == 404


def test_what_may_not_be_seen_does_not_exist_for_who_selects_it(town: Town, sign_in: SignIn) -> None:
    dossier = town["resumed"]
    page = text_of(sign_in("dung", "en"), "/many/take/", d=chosen([dossier]))
    assert "0 dossiers are done. 1 is not" in page and "does not exist or is not in your hands" in page
    assert str(dossier.number) not in page
    assert reread(dossier).seq == dossier.seq


def test_a_dossier_selected_twice_is_done_once(town: Town, sign_in: SignIn) -> None:
    dossier = town["resumed"]
    assert "1 dossier is done." in text_of(sign_in("an", "en"), "/many/take/", d=chosen([dossier, dossier]))
    assert reread(dossier).seq == dossier.seq + 1


def test_an_act_that_asks_something_shows_its_form_first_and_then_does_it(cast: Cast, sign_in: SignIn) -> None:
    dossiers, an = in_the_office(cast, 3), sign_in("an", "en")
    rows = chosen(dossiers)
    form = text_of(an, "/many/move/", d=rows, next="/?view=mine")
    assert "With 3 dossiers." in form and all(f'value="{row}"' in form for row in rows)
    assert f'<option value="{cast.office.pk}" selected>' in form, "the unit that decides them is offered"
    assert 'name="seen"' not in form
    typed = {"unit": cast.office.pk, "function": "leader", "draft_outcome": "granted"}
    page = text_of(an, "/many/move/", d=rows, next="/?view=mine", **typed)
    assert "3 dossiers are done." in page
    agreed = text_of(sign_in("chi", "en"), "/many/agree/", d=[f"{d.pk}:{d.seq + 1}" for d in dossiers])
    assert "3 dossiers are done." in agreed
    numbers = [reread(dossier).outcome_number for dossier in dossiers]
    assert len(set(numbers)) == 3 and all(numbers), "each has a number of its own"


@pytest.mark.parametrize(
    ("act_name", "typed", "field"),
    [
        ("move", {"unit": "half", "function": "handling"}, "move-unit"),
        ("decide", {"outcome": "perhaps"}, "decide-outcome"),
        ("send_back", {"reason": "  "}, "send_back-reason"),
    ],
)
def test_what_cannot_be_read_is_named_and_the_selection_stays(
    town: Town, sign_in: SignIn, act_name: str, typed: dict[str, str], field: str
) -> None:
    [row] = chosen([town["leader"]])
    page = text_of(sign_in("chi", "en"), f"/many/{act_name}/", 422, d=row, **typed)
    assert f"{field}_error" in page and f'value="{row}"' in page
    assert reread(town["leader"]).seq == town["leader"].seq


def test_many_are_decided_with_one_outcome_and_a_number_each(town: Town, sign_in: SignIn) -> None:
    act(move, town["taken"], town.cast.an, 0.1, to=town.cast.leader, draft=Proposal("granted"))
    dossiers = [reread(town["leader"]), reread(town["taken"])]
    chi = sign_in("chi", "en")
    form = text_of(chi, "/many/decide/", d=chosen(dossiers))
    assert 'name="outcome"' in form and 'name="number"' not in form
    text_of(chi, "/many/decide/", d=chosen(dossiers), outcome="refused", reason="Không đủ điều kiện")
    decided = [reread(dossier) for dossier in dossiers]
    assert {(each.state, each.outcome) for each in decided} == {(State.DECIDED, "refused")}
    assert len({each.outcome_number for each in decided}) == 2


def test_many_are_sent_back_and_many_are_handed_out(town: Town, sign_in: SignIn) -> None:
    received = received_ago(town.cast, 0.2, 12)
    act(move, received, town.cast.hoa, 0.1, to=Holder(town.cast.office.pk, "leader"))
    up = [reread(town["leader"]), reread(received)]
    page = text_of(sign_in("chi", "en"), "/many/send_back/", d=chosen(up), reason="Thiếu bản vẽ")
    assert "2 dossiers are done." in page
    assert {reread(each).holder_function for each in up} == {"handling", "receiving"}
    results = [town["decided"], town["late"]]
    page = text_of(sign_in("hoa", "en"), "/many/return/", d=chosen(results), to="Nguyễn Văn Thay")
    assert "2 dossiers are done." in page
    assert {reread(each).state for each in results} == {State.RETURNED}


def test_agreeing_where_nothing_was_drafted_is_refused_by_number(town: Town, sign_in: SignIn) -> None:
    page = text_of(sign_in("chi", "en"), "/many/agree/", d=chosen([town["leader"]]))
    assert "Nobody has drafted an outcome" in page and str(town["leader"].number) in page


def test_the_way_on_never_leads_away_from_here(town: Town, sign_in: SignIn) -> None:
    page = text_of(sign_in("an"), "/many/take/", d=chosen([town["resumed"]]), next="https://evil.example/")
    assert "evil" not in page
