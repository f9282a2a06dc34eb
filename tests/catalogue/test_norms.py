"""A unit keeps a shorter limit of its own from a day on; the legal limit stays what it is."""

import json
from datetime import date, datetime, timedelta
from typing import Any

import pytest
from django.core.management import call_command
from django.db import DatabaseError, transaction
from django.utils import translation
from psycopg.types.range import DateRange

from motcua.catalogue.content import Case
from motcua.catalogue.kept import catalogue
from motcua.catalogue.models import Norm, Procedure
from motcua.catalogue.norms import NoNorm, end_norm, set_norm
from motcua.catalogue.offer import offer
from motcua.command import Refusal
from motcua.journal.models import Entry
from motcua.moments import LOCAL, local_day
from motcua.organisation.models import Unit
from motcua.worktime.limits import Limit, LimitUnit
from tests.catalogue.acts import BIRTH, JANUARY, JUNE, KNOWN, MARCH, draft, publish, unit, version

pytestmark = pytest.mark.django_db
ACTING: dict[str, Any] = {**KNOWN, "ground": "DECISION"}
FEBRUARY = date(2019, 2, 1)


def days(value: int) -> Limit:
    return Limit(value, LimitUnit.WORKING_DAY)


@pytest.fixture
def here() -> Unit:
    """A unit that offers birth registration, five working days by law."""
    made = unit()
    offer([made], [version(draft(days=5))], from_day=JANUARY, **KNOWN)
    return made


def set_(here: Unit, limit: Limit, from_day: date = JANUARY, decision: str = "12/QĐ-UBND", **given: Any) -> Norm:
    return set_norm(here, birth(), limit, from_day=from_day, decision=decision, **{**ACTING, **given})


def birth() -> Procedure:
    return Procedure.objects.get(code=BIRTH)


def in_force(here: Unit, day: date) -> Limit | None:
    return catalogue().norm(BIRTH, here.pk, day)


def test_a_norm_holds_from_its_day_at_its_unit_beside_the_legal_limit(here: Unit) -> None:
    set_(here, days(3), FEBRUARY)
    assert in_force(here, date(2019, 1, 31)) is None
    assert in_force(here, FEBRUARY) == days(3)
    assert catalogue().norm(BIRTH, unit("27907").pk, FEBRUARY) is None
    offered = catalogue().offered(BIRTH, here.pk, FEBRUARY)
    assert offered is not None and offered.terms["counter"].limit_value == 5
    assert Entry.objects.filter(subject_type="norm", act="set_norm", ground="DECISION").count() == 1


def test_a_norm_ends_the_one_before_on_the_day_before(here: Unit) -> None:
    set_(here, days(3))
    set_(here, days(2), MARCH)
    assert (in_force(here, date(2019, 2, 28)), in_force(here, MARCH)) == (days(3), days(2))
    assert Norm.objects.order_by("valid").first().valid == DateRange(JANUARY, MARCH)  # type: ignore[union-attr]


def test_a_norm_set_between_two_ends_where_the_later_begins(here: Unit) -> None:
    set_(here, days(2), JUNE)
    set_(here, days(3), MARCH)
    assert [in_force(here, day) for day in (FEBRUARY, MARCH, JUNE)] == [None, days(3), days(2)]


def test_the_same_norm_again_writes_nothing(here: Unit) -> None:
    set_(here, days(3))
    entries, number = Entry.objects.count(), catalogue().revision
    set_(here, days(3), MARCH)
    assert (Entry.objects.count(), Norm.objects.count(), catalogue().revision) == (entries, 1, number)


def test_a_norm_that_begins_on_the_very_day_is_corrected_in_its_own_chain(here: Unit) -> None:
    set_(here, days(3))
    set_(here, days(4))
    assert in_force(here, JANUARY) == days(4)
    assert Norm.objects.count() == 1
    assert Entry.objects.filter(act="set_norm").count() == 2


def test_an_ended_norm_stands_until_the_day_before(here: Unit) -> None:
    set_(here, days(3))
    assert end_norm(here, birth(), from_day=MARCH, **ACTING) == 1
    assert (in_force(here, date(2019, 2, 28)), in_force(here, MARCH)) == (days(3), None)
    assert Entry.objects.filter(act="end_norm").count() == 1


def test_a_norm_that_is_ended_before_it_begins_is_never_in_force(here: Unit) -> None:
    set_(here, days(3), MARCH)
    end_norm(here, birth(), from_day=FEBRUARY, **ACTING)
    assert (in_force(here, MARCH), in_force(here, JUNE)) == (None, None)
    set_(here, days(2), MARCH)
    assert in_force(here, MARCH) == days(2)


def test_the_database_refuses_two_norms_of_one_unit_on_a_day(here: Unit) -> None:
    norm = set_(here, days(3))
    twin = Norm(
        unit=here, procedure=norm.procedure, valid=(MARCH, JUNE), limit_value=1, limit_unit="hour", decision="x"
    )
    with pytest.raises(DatabaseError, match="one_norm_a_day"), transaction.atomic():
        twin.save(force_insert=True)


@pytest.mark.parametrize(
    ("given", "says"),
    [
        ({"limit": days(6)}, "A norm of 6 working days is longer than the legal limit of 1.001193, 5 working days"),
        ({"limit": Limit(38, LimitUnit.HOUR)}, "38 working hours is longer"),
        ({"limit": days(2), "decision": "  "}, "number of the decision"),
        ({"limit": days(2), "from_day": date(2018, 12, 27)}, "27/12/2018 is past"),
    ],
)
def test_a_norm_that_promises_nothing_is_refused_in_a_sentence(here: Unit, given: Any, says: str) -> None:
    with translation.override("en"), pytest.raises(NoNorm) as refused:
        set_(here, **given)
    with translation.override("en"):
        assert says in str(refused.value)
    assert not Norm.objects.exists()


def test_a_unit_sets_no_norm_for_what_it_does_not_offer(here: Unit) -> None:
    with translation.override("en"), pytest.raises(NoNorm, match="does not offer"):
        set_(unit("27907"), days(3))
    with pytest.raises(NoNorm):
        end_norm(here, birth(), from_day=MARCH, **ACTING)


def test_a_norm_may_be_as_long_as_the_longest_case_and_counts_only_where_it_is_shorter(here: Unit) -> None:
    slow = Case(days(22), "rural", "Đất nông nghiệp")
    publish(draft(days=5, cases=(slow,)), from_day=MARCH)
    set_(here, days(20), MARCH)
    assert catalogue().norm(BIRTH, here.pk, MARCH, legal=days(22)) == days(20)
    assert catalogue().norm(BIRTH, here.pk, MARCH, legal=days(5)) is None


def test_a_norm_outlives_a_version_and_counts_for_nothing_beside_a_shorter_law(here: Unit) -> None:
    set_(here, days(3))
    publish(draft(days=2), from_day=MARCH)
    assert in_force(here, MARCH) == days(3)
    assert catalogue().norm(BIRTH, here.pk, MARCH, legal=days(2)) is None


def run(*words: str, **options: Any) -> None:
    call_command("norm", *words, lang="en", **options)


def test_an_office_sets_lists_and_ends_norms_by_command(here: Unit, capsys: pytest.CaptureFixture[str]) -> None:
    today = local_day(datetime.now(LOCAL))
    run("set", "27898", BIRTH, "3 working_day", decision="12/QĐ-UBND", format="json")
    [made] = json.loads(capsys.readouterr().out)["norms"]
    assert (made["unit"], made["procedure"], made["limit"], made["limit_unit"]) == (
        "27898",
        BIRTH,
        3,
        "working_day",
    )
    assert (made["from"], made["until"], made["decision"]) == (today.isoformat(), None, "12/QĐ-UBND")
    run("list")
    assert "3 working days" in capsys.readouterr().out
    run("end", "27898", BIRTH, from_day=today + timedelta(days=1), format="json")
    assert json.loads(capsys.readouterr().out) == {"ended": 1}
    run("list", "27898", from_day=today + timedelta(days=1), format="json")
    assert json.loads(capsys.readouterr().out) == {"norms": []}


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (("set", "27898", BIRTH, "-3 working_day"), "-3 is negative"),
        (("set", "27898", BIRTH, "10000 working_day"), "too much"),
        (("set", "27898", BIRTH, "3 moons"), "moons is not a unit of time"),
        (("set", "27898", BIRTH, "0 hour"), "0 hours"),
        (("set", "27898", BIRTH, "9"), "longer than the legal limit"),
        (("set", "27898", BIRTH), "Say how long"),
        (("set", "99999", BIRTH, "3"), "No unit has the code 99999"),
        (("set", "27898", "9.999999", "3"), "No procedure has the code 9.999999"),
        (("end", "27898"), "Name a unit and a procedure"),
        (("end", "27898", BIRTH), "nothing to end"),
    ],
)
def test_a_wrong_word_on_the_command_line_is_refused_in_a_sentence(here: Unit, words: Any, says: str) -> None:
    with pytest.raises(Refusal, match=says):
        run(*words, decision="12/QĐ-UBND")
    assert not Norm.objects.exists()
