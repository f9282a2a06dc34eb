"""Who decides what was given off or left with nobody, who receives what was filed, and who speaks for the ended."""

from datetime import UTC, datetime

from motcua.dossiers.ending import Document, decide
from motcua.dossiers.models import Dossier
from motcua.dossiers.receive import draft, receive_drafts
from motcua.dossiers.refusals import Done
from motcua.moments import local_day
from motcua.organisation.tree import tree
from motcua.people.actor import Actor
from motcua.people.models import Account
from motcua.printing.receipt import agency_of
from tests.cast import GROUND, reread, succeeded
from tests.desk.town import Town, ago
from tests.reorganising.worked import in_force, written

TODAY = local_day(datetime.now(UTC))
NEW = "create code=801.09 name=Phòng+Nội+vụ kind=office level=district parent=801"


def granted(dossier: Dossier, name: str) -> Done:
    """Somebody grants a dossier, with the posts that he holds today."""
    who = Actor.of(Account.objects.get(username=name), TODAY)
    return decide(
        [dossier.pk],
        outcome="granted",
        documents={dossier.pk: Document("9/QĐ", TODAY)},
        by=who,
        at=ago(0),
        ground=GROUND,
    )


def test_what_a_unit_gave_off_is_decided_by_the_one_that_holds_it_and_the_rest_is_not(town: Town) -> None:
    given = f"separate source=801.02 code=801.09 rule=hand values={town['leader'].number}"
    in_force(
        written(NEW, given, "post source=801.02 code=801.09 values=chi", on=TODAY, at=ago(0)), ago(0), leave=True
    )
    assert granted(town["taken"], "chi").refused, (
        "Chi leads the new office, and An's dossier stayed with the old one"
    )
    succeeded(granted(town["leader"], "chi"))
    assert reread(town["leader"]).deciding_unit_id == town.cast.office.pk


def test_what_nothing_followed_is_decided_by_whoever_holds_it(town: Town) -> None:
    in_force(written("dissolve source=801.02", on=TODAY, at=ago(0), fallback="27899"), ago(0), leave=True)
    assert granted(town["leader"], "chi").refused
    succeeded(granted(town["leader"], "dung"))


def test_what_was_filed_before_is_received_and_decided_by_those_that_are_there(town: Town) -> None:
    intake = town.cast.intake(channel="online", at=ago(0.1))
    who = {"by": town.cast.hoa, "ground": GROUND}
    succeeded(draft([intake], filed=True, at=ago(0.1), recorded_at=ago(0.1), **who))
    in_force(written(NEW, "consolidate source=801.02 code=801.09", on=TODAY, at=ago(0)), ago(0))
    succeeded(receive_drafts([intake.id], at=ago(0), **who))
    new = tree().by_code("801.09", TODAY)
    assert new is not None and reread(intake.id).deciding_unit_id == new.unit


def test_a_receipt_of_a_unit_that_has_ended_is_printed_in_the_name_of_who_does_its_work(town: Town) -> None:
    in_force(written(NEW, "consolidate source=801.02 code=801.09", on=TODAY, at=ago(0)), ago(0))
    above = tree().on(town.cast.district.pk, TODAY)
    assert above is not None
    assert agency_of(town.cast.office.pk, TODAY, tree()) == [above.name, "Phòng Nội vụ"]
