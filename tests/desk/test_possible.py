"""What the page offers is what the acts do: every act, by every officer, on a dossier in every state."""

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import pytest
from django.db import transaction

from motcua.catalogue.kept import catalogue
from motcua.desk.doings import DOINGS
from motcua.desk.doors import PERFORMED
from motcua.desk.possible import main_act, next_step, possible
from motcua.desk.rows import proposed_among
from motcua.dossiers.acting import Holder
from motcua.dossiers.drafts import Proposal
from motcua.dossiers.ending import Document, agree, decide, refuse, return_result, stop, withdraw
from motcua.dossiers.letters import draft_letters, sign_letters
from motcua.dossiers.models import Dossier
from motcua.dossiers.passing import move, send_back, take
from motcua.dossiers.receive import receive_drafts
from motcua.dossiers.waiting import ask_for_payment, ask_for_supplement, resume, wait_for
from motcua.moments import local_day
from motcua.organisation.tree import tree
from motcua.people.actor import Actor
from tests.cast import GROUND
from tests.desk.filed import filed
from tests.desk.town import Town, act, ago, received_ago, with_standing_clocks

STATES = (
    "overdue",
    "received",
    "leader",
    "decided",
    "returned",
    "waiting",
    "resumed",
    "withdrawn",
    "stopped",
    "taken",
    "outside",
    "owing",
    "at_once",
    "drafted",
    "filed",
    "kept",
)


class Undo(Exception):
    """Takes back what was only tried."""


def attempts(town: Town, dossier: Dossier) -> dict[str, Callable[..., Any]]:
    """Each act with everything filled in that it could ask for."""
    ids, document = [dossier.pk], {dossier.pk: Document("1/QĐ", local_day(datetime.now(UTC)))}
    to = Holder(town.cast.office.pk, "handling")
    return {
        "receive": lambda **who: receive_drafts(ids, **who),
        "refuse": lambda **who: refuse(ids, reason="Sai thẩm quyền", **who),
        "take": lambda **who: take(ids, **who),
        "move": lambda **who: move(ids, to=to, **who),
        "send_back": lambda **who: send_back(ids, reason="Thiếu chữ ký", **who),
        "agree": lambda **who: agree(ids, **who),
        "decide": lambda **who: decide(ids, outcome="granted", documents=document, reason="Đủ", **who),
        "return": lambda **who: return_result(ids, **who),
        "supplement": lambda **who: ask_for_supplement(
            ids, missing="Bản sao", reason="Luật mới", basis="Điều 5", **who
        ),
        "wait": lambda **who: wait_for(ids, cause="tax", note="Phiếu chuyển", **who),
        "payment": lambda **who: ask_for_payment(ids, note="Thuế", **who),
        "resume": lambda **who: resume(ids, decision="5/QĐ", **who),
        "letter": lambda **who: draft_letters(ids, days=60, reason="Chờ xác minh", **who),
        "sign_letter": lambda **who: sign_letters(ids, days=60, reason="Chờ xác minh", **who),
        "withdraw": lambda **who: withdraw(ids, reason="Đổi ý", **who),
        "stop": lambda **who: stop(ids, reason="Thiếu", **who),
    }


def _drafted(town: Town) -> Dossier:
    dossier = received_ago(town.cast, 4, 11)
    act(move, dossier, town.cast.hoa, 3, to=town.cast.inbox)
    act(move, dossier, town.cast.an, 2, to=town.cast.leader, draft=Proposal("granted", "Đồng ý cấp"))
    return Dossier.objects.get(pk=dossier.pk)


@pytest.mark.parametrize("state", STATES)
def test_the_page_offers_what_the_acts_allow_and_nothing_else(town: Town, state):
    with_standing_clocks(town).by_state["at_once"] = received_ago(town.cast, 0.01, procedure="at-once")
    town.by_state["drafted"] = _drafted(town)
    town.by_state |= {"filed": filed(town.cast), "kept": filed(town.cast, is_draft=True)}
    dossier = town[state]
    at = datetime.now(UTC)
    for account in town.cast.accounts.values():
        actor = Actor.of(account, local_day(at))
        allowed = set()
        for name, attempt in attempts(town, dossier).items():
            try:
                with transaction.atomic():
                    if attempt(by=actor, at=at, ground=GROUND).refusal is None:
                        allowed.add(name)
                    raise Undo
            except Undo:
                pass
        version = catalogue().by_id(dossier.version_id)
        proposed = dossier.pk in proposed_among([dossier.pk])
        offered = possible(dossier, actor, version, tree(), local_day(at), proposed=proposed)
        assert set(offered) == allowed, account.name
        assert main_act(offered, dossier) in (*offered, None)


def test_every_act_that_can_be_offered_has_words_and_a_form():
    performed = {
        "receive",
        "refuse",
        "take",
        "move",
        "decide",
        "agree",
        "send_back",
        "return",
        "supplement",
        "wait",
        "payment",
        "resume",
        "letter",
        "sign_letter",
        "withdraw",
        "stop",
    }
    assert set(DOINGS) == set(PERFORMED) == performed


def test_a_second_supplement_is_offered_to_the_leader_alone(town: Town):
    dossier, day = town["resumed"], local_day(datetime.now(UTC))
    version = catalogue().by_id(dossier.version_id)
    assert "supplement" not in possible(dossier, town.cast.an, version, tree(), day)
    assert "supplement" in possible(dossier, town.cast.chi, version, tree(), day)


def test_who_leads_decides_first_what_was_sent_to_leaders(town: Town):
    act(take, town["leader"], town.cast.chi, 0.5)
    dossier = Dossier.objects.get(pk=town["leader"].pk)
    day = local_day(datetime.now(UTC))
    acts = possible(dossier, town.cast.chi, catalogue().by_id(dossier.version_id), tree(), day)
    assert main_act(acts, dossier) == "decide"


def test_what_was_drafted_comes_to_a_leader_as_something_to_agree_to(town: Town):
    dossier, day = _drafted(town), local_day(datetime.now(UTC))
    version = catalogue().by_id(dossier.version_id)
    acts = possible(dossier, town.cast.chi, version, tree(), day, proposed=True)
    assert main_act(acts, dossier) == "agree"
    assert main_act(possible(dossier, town.cast.chi, version, tree(), day), dossier) == "decide"


def test_the_next_step_goes_from_the_desk_to_the_office_and_up_to_its_leader(town: Town):
    steps = {}
    for state in ("received", "taken", "leader"):
        dossier = town[state]
        steps[state] = next_step(dossier, catalogue().by_id(dossier.version_id), tree(), local_day(ago(0)))
    office = town.cast.office.pk
    assert steps == {"received": (office, "handling"), "taken": (office, "leader"), "leader": (office, "handling")}


def test_what_lies_at_the_desk_is_sent_on_without_being_taken_first(town: Town):
    dossier, day = town["received"], local_day(datetime.now(UTC))
    acts = possible(dossier, town.cast.hoa, catalogue().by_id(dossier.version_id), tree(), day)
    assert {"take", "move"} <= set(acts)
    assert main_act(acts, dossier) == "move"
