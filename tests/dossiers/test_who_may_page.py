"""The page docs/rules/who-may.md as a test: every act as every function, in each kind of unit."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.db import transaction

from motcua.dossiers import ending, letters, passing, receive, waiting
from motcua.dossiers.acting import Holder
from motcua.dossiers.drafts import Proposal
from motcua.dossiers.ending import Document
from motcua.dossiers.intake import Intake
from motcua.dossiers.refusals import Done
from motcua.journal.by import SYSTEM
from motcua.moments import local_day
from motcua.organisation.establish import NewUnit, establish
from motcua.people.actor import SYSTEM_ACTOR, Actor, HeldPost
from motcua.people.models import Function
from tests.cast import BEGINNING, GROUND, Cast, at, succeeded
from tests.pages import table

PAGE = Path(__file__).parents[2] / "docs/rules/who-may.md"
ROWS = {row["act"]: row for row in table(PAGE, "Acts")}
FUNCTIONS = [f.value for f in Function]
EARLY: dict[str, Any] = {"by": SYSTEM_ACTOR, "ground": GROUND, "at": at(), "recorded_at": at()}
LATER: dict[str, Any] = {"ground": GROUND, "at": at(9), "recorded_at": at(9)}


@dataclass
class Scene:
    """One unit for each word of the page, so that no two of them can be taken for each other."""

    cast: Cast
    units: dict[str, UUID]
    intake: Intake

    @property
    def one(self) -> list[UUID]:
        return [self.intake.id]

    @property
    def documents(self) -> dict[UUID, Document]:
        return {self.intake.id: Document("1/QĐ", local_day(at()))}

    def received(self, function: str) -> None:
        succeeded(receive.receive([self.intake], **EARLY))
        succeeded(passing.move(self.one, to=Holder(self.units["holds"], function), **EARLY))

    def up(self, function: str) -> None:
        self.received(Function.LEADER)

    def proposed(self, function: str) -> None:
        succeeded(receive.receive([self.intake], **EARLY))
        to = Holder(self.units["holds"], Function.LEADER)
        succeeded(passing.move(self.one, to=to, draft=Proposal("granted"), **EARLY))

    def asked(self, function: str) -> None:
        self.received(function)
        succeeded(waiting.ask_for_supplement(self.one, missing="Đơn", **EARLY))

    def asked_and_answered(self, function: str) -> None:
        self.asked(function)
        succeeded(waiting.resume(self.one, **EARLY))

    def stopped(self, function: str) -> None:
        self.received(function)
        succeeded(ending.stop(self.one, reason="Dừng", **EARLY))

    def decided(self, function: str) -> None:
        self.received(function)
        succeeded(ending.decide(self.one, outcome="granted", documents=self.documents, **EARLY))

    def filed(self, function: str) -> None:
        succeeded(receive.draft([self.intake], filed=True, **EARLY))

    def nothing(self, function: str) -> None:
        """Nobody has come yet."""


Prepare = Callable[[Scene, str], None]
Perform = Callable[[Scene, dict[str, Any]], Done]
ACTS: dict[str, tuple[Prepare, Perform]] = {
    "`draft`": (Scene.nothing, lambda s, who: receive.draft([s.intake], **who)),
    "`receive`": (Scene.nothing, lambda s, who: receive.receive([s.intake], **who)),
    "`receive_drafts`": (Scene.filed, lambda s, who: receive.receive_drafts(s.one, **who)),
    "`refuse`": (Scene.filed, lambda s, who: ending.refuse(s.one, reason="Sai nơi", **who)),
    "`take`": (Scene.received, lambda s, who: passing.take(s.one, **who)),
    "`move`": (Scene.received, lambda s, who: passing.move(s.one, to=s.cast.leader, **who)),
    "`hand_over`": (Scene.received, lambda s, who: passing.hand_over(s.one, to=None, **who)),
    "`send_back`": (Scene.up, lambda s, who: passing.send_back(s.one, reason="Thiếu", **who)),
    "`ask_for_supplement`": (
        Scene.received,
        lambda s, who: waiting.ask_for_supplement(s.one, missing="Đơn", **who),
    ),
    "`ask_for_supplement` again": (
        Scene.asked_and_answered,
        lambda s, who: waiting.ask_for_supplement(s.one, missing="Đơn", reason="Luật mới", basis="Điều 5", **who),
    ),
    "`wait_for`": (Scene.received, lambda s, who: waiting.wait_for(s.one, cause="tax", note="Phiếu", **who)),
    "`ask_for_payment`": (Scene.received, lambda s, who: waiting.ask_for_payment(s.one, note="Thuế", **who)),
    "`resume`": (Scene.asked, lambda s, who: waiting.resume(s.one, **who)),
    "`resume` what was stopped": (Scene.stopped, lambda s, who: waiting.resume(s.one, decision="1/QĐ", **who)),
    "`draft_letters`": (Scene.received, lambda s, who: letters.draft_letters(s.one, days=3, **who)),
    "`sign_letters`": (
        Scene.received,
        lambda s, who: letters.sign_letters(s.one, days=3, reason="Chờ xác minh", **who),
    ),
    "`decide`": (
        Scene.received,
        lambda s, who: ending.decide(s.one, outcome="granted", documents=s.documents, **who),
    ),
    "`agree`": (Scene.proposed, lambda s, who: ending.agree(s.one, **who)),
    "`stop`": (Scene.received, lambda s, who: ending.stop(s.one, reason="Dừng", **who)),
    "`withdraw`": (Scene.received, lambda s, who: ending.withdraw(s.one, reason="Rút", **who)),
    "`return_result`": (Scene.decided, lambda s, who: ending.return_result(s.one, **who)),
}


@pytest.fixture
def scene(cast: Cast) -> Scene:
    """The desk receives, the office decides, a registry holds; the district stands above, a commune elsewhere."""
    [registry] = establish(
        [NewUnit("801.03", "Văn phòng đăng ký", "office", "district", cast.district)],
        by=SYSTEM,
        at=at(BEGINNING),
        ground="DECISION",
        from_day=BEGINNING,
    )
    units = {
        "received": cast.desk.pk,
        "decides": cast.office.pk,
        "holds": registry.pk,
        "above": cast.district.pk,
        "elsewhere": cast.commune.pk,
    }
    return Scene(cast, units, cast.intake(procedure="15-calendar"))


def somebody(scene: Scene, function: str, unit: UUID) -> Actor:
    """One of the cast with a single post."""
    return Actor(scene.cast.accounts["binh"].pk, (HeldPost(uuid4(), unit, function, ""),), name="Phạm Bình")


def allowed(scene: Scene, act: str, lies_with: str, function: str, *places: str) -> set[str]:
    """The places in which a post with the function allows the act on a dossier that lies with another."""
    prepare, perform = ACTS[act]
    found = set()
    with transaction.atomic():
        prepare(scene, lies_with)
        for place in places:
            with transaction.atomic():
                done = perform(scene, {**LATER, "by": somebody(scene, function, scene.units[place])})
                transaction.set_rollback(True)
            if done.refusal is None:
                found.add(place)
            else:
                assert done.refusal.code in ("not_yours", "consent"), done.refusal
        transaction.set_rollback(True)
    return found


def test_the_page_names_every_act_and_every_function() -> None:
    assert set(ROWS) == set(ACTS)
    assert list(next(iter(ROWS.values()))) == ["act", *FUNCTIONS, "from above"]


@pytest.mark.parametrize("act", ACTS)
def test_a_post_allows_an_act_where_the_page_says_so_and_nowhere_else(scene: Scene, act: str) -> None:
    row = ROWS[act]
    for function in FUNCTIONS:
        places = set() if row[function] == "–" else set(row[function].split(", "))
        if function in row["from above"].split(", "):
            places.add("above")
        assert allowed(scene, act, function, function, *scene.units) == places, f"{act} by {function}"


@pytest.mark.parametrize("act", [act for act, row in ROWS.items() if row["handling"] == "holds"])
def test_who_holds_holds_by_the_function_with_which_it_lies(scene: Scene, act: str) -> None:
    assert not allowed(scene, act, Function.LEADER, Function.HANDLING, "holds")
    assert not allowed(scene, act, Function.HANDLING, Function.LEADER, "holds")
