"""On which ground an act rests: the decree in force on its day, the applicant's own request, or a decision."""

from datetime import date

import pytest

from motcua.dossiers.grounds import ground_for
from motcua.journal.models import Ground

ACTS = (
    "receive",
    "take",
    "move",
    "hand_over",
    "ask_for_supplement",
    "resume",
    "decide",
    "return",
    "refuse",
    "stop",
)


@pytest.mark.parametrize("act", ACTS)
@pytest.mark.parametrize(("day", "decree"), [(date(2025, 6, 30), "ND61-2018"), (date(2025, 7, 1), "ND118-2025")])
def test_an_act_rests_on_the_decree_in_force_on_its_day(act, day, decree):
    assert ground_for(act, day).startswith(decree)


@pytest.mark.parametrize("day", [date(2010, 1, 1), date(2019, 11, 6), date(2026, 1, 1)])
def test_a_withdrawal_rests_on_the_request_and_a_reopening_on_the_decision(day):
    assert ground_for("withdraw", day) == "APPLICANT"
    assert ground_for("reopen", day) == "DECISION"


def test_an_act_that_nobody_knows_has_no_ground():
    with pytest.raises(KeyError):
        ground_for("dance", date(2026, 1, 1))


def test_every_ground_stands_in_the_table_of_grounds(db):
    known = set(Ground.objects.values_list("code", flat=True))
    days = (date(2019, 1, 1), date(2026, 1, 1))
    assert {ground_for(act, day) for act in (*ACTS, "withdraw", "reopen") for day in days} <= known
