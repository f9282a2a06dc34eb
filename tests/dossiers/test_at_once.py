"""Sixteen at once: one chain, one winner, no number twice."""

import threading
from collections.abc import Callable
from typing import Any

from django.db import connections

from motcua.dossiers.models import Dossier, Pause
from motcua.dossiers.passing import hand_over, move, take
from motcua.dossiers.receive import receive
from motcua.dossiers.refusals import Done
from motcua.dossiers.waiting import ask_for_payment, ask_for_supplement, wait_for
from motcua.journal.models import Entry
from motcua.journal.verify import verify
from tests.cast import GROUND, at, build_cast, reread

CLIENTS = 16


def sixteen(work: Callable[[int], Any]) -> list[Any]:
    """Run the work in sixteen threads with connections of their own, started together."""
    start, found, errors = threading.Barrier(CLIENTS), [], []

    def client(number: int) -> None:
        try:
            start.wait()
            found.append(work(number))
        except Exception as error:
            errors.append(error)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=client, args=(n,)) for n in range(CLIENTS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert not errors
    return found


def test_sixteen_clients_on_one_dossier_fork_nothing(fresh_database: Any) -> None:
    cast = build_cast()
    dossier = cast.received()
    actor, inbox = cast.hoa, cast.inbox
    move([dossier.pk], to=inbox, by=actor, at=at(7, 9), ground=GROUND)
    officers = [cast.an, cast.binh]

    def pass_around(number: int) -> int:
        done = 0
        for _ in range(10):
            actor = officers[number % 2]
            done += len(take([dossier.pk], by=actor, at=at(7, 10), ground=GROUND).done)
            done += len(hand_over([dossier.pk], to=None, by=actor, at=at(7, 10), ground=GROUND).done)
        return done

    acts = sum(sixteen(pass_around))
    assert acts >= CLIENTS
    seqs = list(Entry.objects.filter(subject_id=dossier.pk).order_by("seq").values_list("seq", flat=True))
    assert seqs == list(range(1, acts + 3))
    assert verify().ok


def test_one_of_sixteen_takes_it_and_the_others_are_told(fresh_database: Any) -> None:
    cast = build_cast()
    dossier = cast.received()
    move([dossier.pk], to=cast.inbox, by=cast.hoa, at=at(7, 9), ground=GROUND)
    seen = {dossier.pk: reread(dossier).seq}
    officers = [cast.an, cast.binh]

    def grab(number: int) -> Done:
        return take([dossier.pk], by=officers[number % 2], at=at(7, 10), ground=GROUND, expected=seen)

    results = sixteen(grab)
    assert sum(len(r.done) for r in results) == 1
    assert {r.refusal.code for r in results if r.refusal} == {"meanwhile", "twice"}


def test_sixteen_counters_give_every_number_once_without_gaps(fresh_database: Any) -> None:
    cast = build_cast()
    actor = cast.hoa

    def receive_some(_: int) -> int:
        return sum(len(receive([cast.intake()], by=actor, at=at(), ground=GROUND).done) for _ in range(5))

    assert sum(sixteen(receive_some)) == CLIENTS * 5
    numbers = sorted(Dossier.objects.values_list("number", flat=True))
    assert numbers == [f"000.00.28.H39-190107-{n:04d}" for n in range(1, CLIENTS * 5 + 1)]


def test_sixteen_who_let_one_clock_stand_begin_one_pause(fresh_database: Any) -> None:
    cast = build_cast()
    dossier = cast.received(procedure="15-calendar")
    actor = cast.hoa
    who: dict[str, Any] = {"by": actor, "at": at(7, 10), "ground": GROUND}

    def let_stand(number: int) -> Done:
        if number % 3 == 0:
            return ask_for_supplement([dossier.pk], missing="Đơn", **who)
        if number % 3 == 1:
            return ask_for_payment([dossier.pk], note="Tiền sử dụng đất", **who)
        return wait_for([dossier.pk], cause="tax", note="Phiếu số 12", **who)

    done = sixteen(let_stand)
    assert sum(len(each.done) for each in done) == 1
    # One that began earlier and got the lock later would be written down before what it follows.
    assert {each.refusal.code for each in done if each.refusal} <= {"move", "stands", "before_last"}
    assert Pause.objects.filter(dossier=dossier).count() == 1
    assert reread(dossier).seq == 2
