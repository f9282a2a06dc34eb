"""The mergers of the year: counted as published, open dossiers moved by an act each, figures equal on both maps."""

from collections import Counter
from datetime import date
from uuid import UUID

from motcua.demo import mergers, published
from motcua.demo.district import MERGED, MERGED_OFFICE, MERGED_ON, OFFICES
from motcua.dossiers.models import Dossier
from motcua.journal.models import Entry
from motcua.organisation.models import Kind, Succession, Term
from motcua.organisation.tree import tree
from motcua.people.models import Post
from motcua.reorganising.lines import Operation
from motcua.reorganising.models import Handed, Reorganisation, Stage
from motcua.reports.frame import By, Frame
from motcua.reports.layouts import FORM_06A
from motcua.reports.report import report
from tests.demo.played import Played

YEAR = published.FROM, published.TO
EVE, DAY = date(2019, 6, 30), MERGED_ON
AFTER = date(2019, 11, 6)


def counted(day: date) -> Counter[str]:
    """How many units of each kind are in force on a day."""
    return Counter(Term.objects.in_force_on(day).values_list("kind", flat=True))


def took_part(kind: str) -> tuple[set[UUID], set[UUID]]:
    """The units of a kind that went together by the year's decisions, and those that were left of them."""
    kinds = dict(Term.objects.order_by("valid").values_list("unit_id", "kind"))
    old = set(Term.objects.in_force_on(EVE).values_list("unit_id", flat=True))
    pairs = [pair for pair in Succession.objects.values_list("before_id", "after_id") if kinds[pair[1]] == kind]
    after = {to for _unit, to in pairs}
    return {unit for unit, _to in pairs} | (after & old), after


def bearing(code: str, day: date) -> UUID:
    """The unit that bears a code on a day."""
    place = tree().by_code(code, day)
    assert place is not None, code
    return place.unit


def codes(day: date, prefix: str) -> dict[str, str]:
    rows = Term.objects.in_force_on(day).filter(code__startswith=prefix)
    return dict(rows.values_list("code", "name"))


def test_eleven_agencies_become_five_and_six_units_two(played_demo: Played) -> None:
    for kind, many, left in ((Kind.OFFICE, 11, 5), (Kind.PUBLIC_SERVICE, 6, 2)):
        parts, after = took_part(kind)
        assert (len(parts), len(after)) == (many, left)
        assert counted(EVE)[kind] - counted(AFTER)[kind] == many - left


def test_four_primary_schools_become_two_and_a_new_school_begins(played_demo: Played) -> None:
    parts, after = took_part(Kind.SCHOOL)
    assert (len(parts), len(after)) == (4, 2)
    assert (counted(EVE)[Kind.SCHOOL], counted(AFTER)[Kind.SCHOOL]) == (4, 3)
    assert codes(EVE, "27916.T") == {}
    assert codes(AFTER, "27916.T") == {"27916.T1": "Trường Tiểu học và Trung học cơ sở Bình Thành"}


def test_hamlet_three_is_divided_and_hamlet_five_goes_into_four(played_demo: Played) -> None:
    assert set(codes(EVE, "27916.A")) - set(codes(AFTER, "27916.A")) == {"27916.A3"}
    assert set(codes(EVE, "27913.A")) - set(codes(AFTER, "27913.A")) == {"27913.A5"}
    parts = {after for after, _on in tree().successors[bearing("27916.A3", EVE)]}
    assert parts == {bearing("27916.A2", AFTER), bearing("27916.A4", AFTER)}
    assert tree().standing_for(bearing("27913.A5", EVE), AFTER) == bearing("27913.A4", AFTER)


def test_each_decision_was_rehearsed_scheduled_and_is_in_force_as_of_its_day(played_demo: Played) -> None:
    made = {each.decision.number: each for each in Reorganisation.objects.select_related("decision")}
    assert set(made) == {each.number for each in mergers.MERGERS}
    for each in mergers.MERGERS:
        one = made[each.number]
        acts = Entry.objects.filter(subject_id=one.pk).order_by("seq").values_list("act", flat=True)
        assert list(acts) == ["write_reorganisation", "schedule_reorganisation", "take_force"]
        assert (one.stage, one.on, one.stuck) == (Stage.IN_FORCE, each.on, "")
        assert one.rehearsal["figures"]["moved"] == one.result["moved"]
        assert (one.result["left"], one.result["refused"]) == (0, {})
    assert {line.operation for each in mergers.MERGERS for line in each.lines} >= {
        Operation.CONSOLIDATE, Operation.ABSORB, Operation.DIVIDE, Operation.CREATE, Operation.RENAME,
    }  # fmt: skip


def test_open_dossiers_moved_by_an_act_each_and_went_on_in_the_new_office(played_demo: Played) -> None:
    new = bearing(MERGED_OFFICE.code, DAY)
    handed = dict(Handed.objects.values_list("dossier", "after"))
    assert len(handed) > 10 and set(handed.values()) == {new}
    moved = Entry.objects.filter(subject_type="dossier", act="succeed")
    assert sorted(moved.values_list("subject_id", flat=True)) == sorted(handed)
    old = {bearing(office.code, EVE) for office in OFFICES if office.key in MERGED}
    came = Dossier.objects.filter(pk__in=list(handed))
    assert set(came.values_list("deciding_unit", flat=True)) == old, "who was to decide stays"
    assert came.filter(ended_at__isnull=False).count() > len(handed) / 2, "most were decided in the new office"
    assert not Dossier.objects.open_now().filter(holder_unit__in=old).exists()
    assert Dossier.objects.filter(received_on__gte=DAY, deciding_unit=new).count() > 20
    assert not Dossier.objects.filter(received_on__gte=DAY, deciding_unit__in=old).exists()


def test_officers_came_along_and_hold_their_posts_in_the_successor(played_demo: Played) -> None:
    for office in OFFICES:
        posts = Post.objects.filter(account__username__endswith=f".{office.key}").held_on(AFTER)
        held = set(posts.values_list("unit", flat=True))
        assert held == {tree().standing_for(bearing(office.code, EVE), AFTER)}


def test_the_old_map_the_new_map_and_the_bridge_have_the_published_sum(played_demo: Played) -> None:
    old = report(FORM_06A, Frame.of(*YEAR), By.UNIT)
    new = report(FORM_06A, Frame.of(*YEAR, on_map=AFTER), By.UNIT)
    bridge = report(FORM_06A, Frame.of(*YEAR, on_map=AFTER), By.BRIDGE)
    assert old.total == new.total == bridge.total
    assert {cell: new.total[cell] for cell in published.FIGURES} == published.FIGURES
    by_code = {row.key: row.cells for row in old.rows}
    merged = [office.code for office in OFFICES if office.key in MERGED]
    together = Counter[str]()
    for code in (*merged, MERGED_OFFICE.code):
        together.update(by_code[code])
    shown = {row.key: row.cells for row in new.rows}
    assert not set(merged) & set(shown)
    assert dict(shown[MERGED_OFFICE.code]) == dict(together)
    under = {row.key for row in bridge.rows if row.under == MERGED_OFFICE.code}
    assert under >= set(merged)
