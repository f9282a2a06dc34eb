"""`motcua bench restructure`: one province of the real tables goes through its day, and nothing is lost."""

from datetime import datetime, time
from random import Random
from typing import Any

import pytest

from motcua import server
from motcua.bench import restructure_checks as checks
from motcua.bench.place import Place
from motcua.bench.restructure import measure
from motcua.dossiers.models import DailyCount, Dossier
from motcua.dossiers.states import OPEN
from motcua.moments import LOCAL
from motcua.organisation.models import Reach
from motcua.people.models import Post
from motcua.reorganising.models import Handed
from motcua.reorganising.national.tables import ON, tables

DOSSIERS = 20_000
PROVINCE = "31"  # Hải Phòng takes in Hải Dương and an island; 79 parts of its communes go elsewhere
MIDNIGHT = datetime.combine(ON, time(), LOCAL)
NEEDED = {
    "one_unit_one_inbox", "no_excess_right", "totals_equal", "old_codes_resolve", "past_unchanged",
    "journal_verifies",
}  # fmt: skip


@pytest.fixture
def place(fresh_database: server.Urls) -> Place:
    return Place(fresh_database.admin, fresh_database.owner, fresh_database.app)


def test_a_province_goes_through_its_day_and_nothing_is_lost(place: Place) -> None:
    told: list[int] = []
    found: dict[str, Any] = measure(place, DOSSIERS, told.append, provinces=(PROVINCE,))
    assert found["invariants"].keys() >= NEEDED
    assert all(found["invariants"].values()), found["invariants"]
    assert all(n > 0 for n in found["checked"].values()), found["checked"]
    assert DOSSIERS <= found["dossiers"] == Dossier.objects.count() == sum(told) < DOSSIERS + 200
    assert (found["units_before"], found["units_after"]) == (778, 229)
    assert 0.08 < found["open"] / found["dossiers"] < 0.12
    assert found["open"] * 0.9 < found["moved"] == Handed.objects.count() <= found["open"]
    assert found["left"] == found["blocking_findings"] == 0
    assert min(found[name] for name in ("rehearsal_seconds", "force_seconds", "longest_block_ms")) > 0
    parts_of_divided_communes_were_handed_over_by_area()
    what_does_not_hold_is_told()


def parts_of_divided_communes_were_handed_over_by_area() -> None:
    """Of a divided commune each part got what lies in its hamlets."""
    given: dict[Any, set[Any]] = {}
    for before, after in Handed.objects.values_list("before", "after"):
        given.setdefault(before, set()).add(after)
    assert sum(len(after) > 1 for after in given.values()) > 20


def what_does_not_hold_is_told() -> None:
    """Each check fails where something is lost: a check that cannot fail checks nothing."""
    wanted, at = tables().of(PROVINCE), MIDNIGHT.replace(hour=8)
    first = Dossier.objects.order_by("received_on")[0].received_on
    assert first is not None
    was, figures = checks.past(MIDNIGHT), checks.by_unit(first)
    one = Dossier.objects.filter(state__in=OPEN).first()
    ended = Dossier.objects.filter(ended_at__isnull=False).first()
    assert one is not None and ended is not None
    Dossier.objects.filter(pk=one.pk).update(holder_unit=ended.deciding_unit_id)
    assert not checks.one_unit_one_inbox(at).holds
    Dossier.objects.filter(pk=ended.pk).update(subject="Khác")
    assert not checks.past_unchanged(was, MIDNIGHT).holds
    count = DailyCount.objects.filter(kind="received", axis="happened").first()
    assert count is not None
    DailyCount.objects.filter(pk=count.pk).update(n=count.n + 1)
    assert not checks.totals_equal(wanted, first, figures).holds
    leader = Post.objects.held_on(ON).filter(function="leader", unit__terms__level="commune").first()
    assert leader is not None
    everything = Reach.objects.filter(depth=0, by_succession=False).values_list("unit", flat=True)
    Reach.objects.bulk_create(
        Reach(unit_id=unit, reaches_id=other, depth=0, valid=(ON, None))
        for unit in set(Post.objects.held_on(ON).values_list("unit", flat=True))
        for other in list(everything)[:40]
    )
    assert not checks.no_excess_right(Random(1)).holds
