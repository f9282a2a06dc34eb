"""Who stands in the staff register of a unit that ends stands in that of its successor from the day on."""

from datetime import UTC, datetime, timedelta

from motcua.moments import local_day
from motcua.people.actor import Actor
from tests.cast import Cast
from tests.desk.town import ago
from tests.reorganising.worked import in_force, written
from tests.staff.conftest import entered, person, row

TODAY = local_day(datetime.now(UTC))


def test_staff_go_along_on_the_day_and_the_day_before_stays(cast: Cast, giang: Actor) -> None:
    entered(row(), by=giang)
    in_force(
        written(
            "create code=801.09 name=Phòng+Nội+vụ kind=office level=district parent=801",
            "consolidate source=801.02 code=801.09",
            on=TODAY,
            at=ago(0),
        ),
        ago(0),
    )
    before, after = person("801-1", TODAY - timedelta(days=1)), person("801-1", TODAY)
    assert before.post.unit_id == cast.office.pk
    assert after.post.unit.term_on(TODAY).code == "801.09"
    assert (after.post.kind, after.post.title) == (before.post.kind, before.post.title)
