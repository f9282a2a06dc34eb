"""What the page offers is what the acts do: every act, by every officer, on a dossier in every state."""

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import pytest
from django.db import transaction

from motcua.catalogue.kept import catalogue
from motcua.desk.dossier import DOINGS
from motcua.desk.possible import main_act, possible
from motcua.dossiers.acting import Holder
from motcua.dossiers.ending import Document, decide, return_result, stop, withdraw
from motcua.dossiers.models import Dossier
from motcua.dossiers.passing import move, take
from motcua.dossiers.waiting import ask_for_supplement, resume
from motcua.moments import local_day
from motcua.organisation.tree import tree
from motcua.people.actor import Actor
from tests.cast import GROUND
from tests.desk.town import Town, act, received_ago

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
    "at_once",
)


class Undo(Exception):
    """Takes back what was only tried."""


def attempts(town: Town, dossier: Dossier) -> dict[str, Callable[..., Any]]:
    """Each act with everything filled in that it could ask for."""
    ids, document = [dossier.pk], {dossier.pk: Document("1/QĐ", local_day(datetime.now(UTC)))}
    to = Holder(town.cast.office.pk, "handling")
    return {
        "take": lambda **who: take(ids, **who),
        "move": lambda **who: move(ids, to=to, **who),
        "decide": lambda **who: decide(ids, outcome="granted", documents=document, reason="Đủ", **who),
        "return": lambda **who: return_result(ids, **who),
        "supplement": lambda **who: ask_for_supplement(ids, missing="Bản sao", **who),
        "resume": lambda **who: resume(ids, decision="5/QĐ", **who),
        "withdraw": lambda **who: withdraw(ids, reason="Đổi ý", **who),
        "stop": lambda **who: stop(ids, reason="Thiếu", **who),
    }


@pytest.mark.parametrize("state", STATES)
def test_the_page_offers_what_the_acts_allow_and_nothing_else(town: Town, state):
    town.by_state["at_once"] = received_ago(town.cast, 0.01, procedure="at-once")
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
        offered = possible(dossier, actor, version, tree(), local_day(at))
        assert set(offered) == allowed, account.name
        assert main_act(offered, dossier) in (*offered, None)


def test_every_act_that_can_be_offered_has_words_and_a_form():
    assert set(DOINGS) == {"take", "move", "decide", "return", "supplement", "resume", "withdraw", "stop"}


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
