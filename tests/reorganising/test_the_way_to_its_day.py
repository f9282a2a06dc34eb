"""From the lines to the day: what blocks, what is decided, what is taken back, and what happens on the day."""

from datetime import UTC, datetime, timedelta

import pytest

from motcua.dossiers.models import ClosedPeriod, Dossier
from motcua.journal.by import SYSTEM
from motcua.journal.models import Entry
from motcua.moments import local_day
from motcua.organisation.establish import rename
from motcua.organisation.models import Term, Unit
from motcua.organisation.tree import tree
from motcua.people.models import Account, Post
from motcua.reorganising.acts import (
    Decided,
    NotNow,
    leave_finding,
    rehearse_reorganisation,
    rewrite_reorganisation,
    schedule,
    take_back,
    write_reorganisation,
)
from motcua.reorganising.force import take_force
from motcua.reorganising.models import Handed, Reorganisation, Stage
from motcua.reorganising.problems import NotPossible
from motcua.reorganising.tasks import take_force_when_due
from tests.cast import reread
from tests.desk.town import Town, ago
from tests.reorganising.worked import GROUND, in_force, lines, scheduled, written

TODAY = local_day(datetime.now(UTC))
TOMORROW = TODAY + timedelta(days=1)
ACT = {"by": SYSTEM, "ground": GROUND}
NEW = "create code=801.09 name=Phòng+Nội+vụ kind=office level=district parent=801"
MERGE = (NEW, "consolidate source=801.02 code=801.09")
DIVIDE = (
    NEW,
    "create code=801.10 name=Phòng+Văn+hóa kind=office level=district parent=801",
    "divide source=801.02 code=801.09 rule=main",
)


def kinds(made: Reorganisation) -> dict[str, int]:
    return {each.kind: each.n for each in rehearse_reorganisation(made.pk, ago(0)).findings}


def test_the_rehearsal_says_what_the_day_then_does(town: Town) -> None:
    made = written(*MERGE, on=TODAY, at=ago(0))
    entries = Entry.objects.count()
    found = rehearse_reorganisation(made.pk, ago(0))
    assert Entry.objects.count() == entries, "a rehearsal changes nothing"
    result = in_force(made, ago(0))
    assert (found.figures["moved"], found.figures["uncovered"], found.figures["posts"]) == (
        result.moved,
        result.left,
        result.posts,
    )
    moves = [each for each in found.findings if each.kind == "moves"]
    assert sum(each.n for each in moves) == result.moved
    assert all((each.before_name, each.after_name) == ("Phòng Tư pháp", "Phòng Nội vụ") for each in moves)


def test_only_a_rehearsed_decision_is_scheduled_and_not_one_whose_rehearsal_is_old(town: Town) -> None:
    made = written(*MERGE, on=TODAY, at=ago(0))
    with pytest.raises(NotNow, match="Rehearse"):
        schedule(made.pk, at=ago(0), **ACT)
    rehearse_reorganisation(made.pk, ago(0))
    rename(town.cast.commune, on=TODAY, name="UBND xã Mỹ Bình Đông", at=ago(0), **ACT)
    with pytest.raises(NotNow, match="out of date"):
        schedule(made.pk, at=ago(0), **ACT)
    assert scheduled(made, ago(0)).stage == Stage.SCHEDULED


def test_a_function_that_nobody_would_hold_blocks_until_it_is_left_with_a_reason(town: Town) -> None:
    goes = "post source=801.02 code=27899 values=chi"
    made = written(*MERGE, goes, on=TODAY, at=ago(0))
    assert kinds(made)["nobody"] >= 1
    with pytest.raises(NotNow, match="Phòng Nội vụ"):
        schedule(made.pk, at=ago(0), **ACT)
    with pytest.raises(NotNow, match="why"):
        leave_finding(made.pk, [_blocking(made)], " ", at=ago(0), **ACT)
    leave_finding(made.pk, [_blocking(made)], "Bổ nhiệm ngày 2", at=ago(0), **ACT)
    assert schedule(made.pk, at=ago(0), **ACT).stage == Stage.SCHEDULED


def _blocking(made: Reorganisation) -> str:
    return next(each.key for each in rehearse_reorganisation(made.pk, ago(0)).findings if each.is_blocking)


def test_it_takes_force_by_itself_on_its_day_and_once(town: Town) -> None:
    made = written(*MERGE, on=TODAY, at=ago(0))
    scheduled(made, ago(0))
    take_force_when_due(0)
    made.refresh_from_db()
    assert (made.stage, made.stuck) == (Stage.IN_FORCE, "")
    assert take_force(made.pk) is None


def test_before_its_day_nothing_happens_and_it_can_be_taken_back(town: Town) -> None:
    made = written(*MERGE, on=TOMORROW, at=ago(0))
    scheduled(made, ago(0))
    take_force_when_due(0)
    assert tree().by_code("801.02", TODAY) is not None
    with pytest.raises(NotNow, match="why"):
        take_back(made.pk, "", at=ago(0), **ACT)
    take_back(made.pk, "HĐND hoãn", at=ago(0), **ACT)
    assert take_force(made.pk) is None
    assert not Unit.objects.filter(terms__code="801.09").exists()


def test_after_its_day_only_another_decision_changes_it(town: Town) -> None:
    made = written(*MERGE, on=TODAY, at=ago(0))
    in_force(made, ago(0))
    with pytest.raises(NotNow, match="another decision"):
        take_back(made.pk, "Nhầm", at=ago(0), **ACT)


def test_what_changed_since_leaves_it_stuck_with_its_reason_and_nothing_half_done(town: Town) -> None:
    made = written(*MERGE, on=TODAY, at=ago(0))
    scheduled(made, ago(0))
    rename(town.cast.commune, on=TODAY - timedelta(days=9), code="801.09", at=ago(0), **ACT)
    terms = list(Term.objects.order_by("pk").values())
    take_force_when_due(0)
    made.refresh_from_db()
    assert made.stage == Stage.SCHEDULED
    assert "801.09" in made.stuck
    assert list(Term.objects.order_by("pk").values()) == terms


def test_a_closed_period_and_a_past_day_are_refused(town: Town) -> None:
    yesterday = TODAY - timedelta(days=1)
    made = written(*MERGE, on=yesterday, at=ago(0))
    rehearse_reorganisation(made.pk, ago(0))
    with pytest.raises(NotPossible, match="past"):
        schedule(made.pk, at=ago(0), **ACT)
    ClosedPeriod.objects.create(until=yesterday, why="06a")
    with pytest.raises(NotPossible, match="submitted"):
        rehearse_reorganisation(made.pk, ago(0))


def test_two_decisions_do_not_change_one_unit(town: Town) -> None:
    scheduled(written(*MERGE, on=TOMORROW, at=ago(0)), ago(0))
    other = written("rename source=801.02 name=Phòng+khác", on=TOMORROW, at=ago(0), number="2/NQ")
    rehearse_reorganisation(other.pk, ago(0))
    with pytest.raises(NotPossible, match=r"Row 2: decision 1/NQ changes 801\.02"):
        schedule(other.pk, at=ago(0), **ACT)


def test_a_decision_is_written_once_and_can_be_rewritten_until_it_is_scheduled(town: Town) -> None:
    made = written("absorb source=77 code=801", on=TODAY, at=ago(0))
    with pytest.raises(NotNow, match="1/NQ"):
        written(*MERGE, on=TODAY, at=ago(0))
    with pytest.raises(NotPossible, match="Row 2: no unit bears the code 77"):
        rehearse_reorganisation(made.pk, ago(0))
    rewrite_reorganisation(made.pk, lines(*MERGE), at=ago(0), **ACT)
    scheduled(made, ago(0))
    with pytest.raises(NotNow, match="Take it back first"):
        rewrite_reorganisation(made.pk, lines(*MERGE), at=ago(0), **ACT)


def test_a_file_too_large_and_a_decision_without_a_number_are_refused(db: None) -> None:
    with pytest.raises(NotNow, match="20 MB"):
        write_reorganisation(
            Decided("1", "X", TODAY, file_name="a.pdf", file=bytes(20_000_001)), [], on=TODAY, at=ago(0), **ACT
        )
    with pytest.raises(NotNow, match="number"):
        write_reorganisation(Decided(" ", "X", TODAY), [], on=TODAY, at=ago(0), **ACT)


def test_a_divided_unit_s_dossiers_go_by_address_by_hand_and_the_rest_to_the_main_part(town: Town) -> None:
    held = Dossier.objects.open_now().filter(holder_unit=town.cast.office)
    by_hand, *others = held.order_by("number")
    applicant = others[0].applicant
    type(applicant).objects.filter(pk=applicant.pk).update(address="Số 1, ẤP   7, xã Mỹ Bình".replace("   ", " "))
    in_force(
        written(
            *DIVIDE,
            {"operation": "divide", "source": "801.02", "code": "801.10", "rule": "area", "values": "ấp 7|ấp 8"},
            {"operation": "divide", "source": "801.02", "code": "801.10", "rule": "hand", "values": by_hand.number},
            on=TODAY,
            at=ago(0),
        ),
        ago(0),
        leave=True,
    )
    units = tree()
    second, main = units.by_code("801.10", TODAY), units.by_code("801.09", TODAY)
    assert second is not None
    assert main is not None
    assert reread(by_hand).holder_unit_id == second.unit
    assert reread(others[0]).holder_unit_id == second.unit
    assert all(reread(each).holder_unit_id == main.unit for each in others if each.applicant_id != applicant.pk)


def test_what_goes_on_keeps_what_no_line_gives_off_and_what_it_closed(town: Town) -> None:
    held = Dossier.objects.open_now().filter(holder_unit=town.cast.office).order_by("number")
    given, *kept = held
    off = {"operation": "separate", "source": "801.02", "code": "801.09", "rule": "hand", "values": given.number}
    in_force(written(NEW, off, on=TODAY, at=ago(0)), ago(0), leave=True)
    new = tree().by_code("801.09", TODAY)
    assert new is not None
    assert reread(given).holder_unit_id == new.unit
    assert {reread(each).holder_unit_id for each in kept} == {town.cast.office.pk}
    Post.objects.create(
        account=town.cast.accounts["dung"], unit_id=new.unit, function="leader", valid=(TODAY, None)
    )
    seen = Dossier.objects.filter(deciding_unit=town.cast.office).visible_to(Account.objects.get(username="dung"))
    assert set(seen) == {given}, "the unit that goes on keeps what it closed"


def test_what_no_line_covers_blocks_or_goes_to_the_inbox_of_the_fallback(town: Town) -> None:
    made = written("dissolve source=801.02", on=TODAY, at=ago(0))
    assert kinds(made)["nobody_goes_on"] >= 1
    rewrite_reorganisation(made.pk, made_lines(made), fallback="801.01", at=ago(0), **ACT)
    result = in_force(made, ago(0), leave=True)
    assert result.left == result.moved == Handed.objects.filter(row=0).count() > 0
    assert not Dossier.objects.open_now().filter(holder_unit=town.cast.office).exists()


def made_lines(made: Reorganisation) -> list:
    return lines(*(line for line in made.lines))


def test_who_is_named_goes_elsewhere_than_his_unit(town: Town) -> None:
    in_force(written(*MERGE, "post source=801.02 code=27899 values=binh", on=TODAY, at=ago(0)), ago(0), leave=True)
    today = Post.objects.filter(valid__contains=TODAY)
    assert {post.unit.term_on(TODAY).code for post in today.filter(account__username="binh")} == {"27899"}
    assert {post.unit.term_on(TODAY).code for post in today.filter(account__username="an")} == {"801.09"}
    wrong = written("post source=27899 code=801 values=nobody", on=TODAY, at=ago(0), number="2/NQ")
    with pytest.raises(NotPossible, match="nobody signs in as nobody"):
        rehearse_reorganisation(wrong.pk, ago(0))
