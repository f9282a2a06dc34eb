"""The access log: who read which personal file, on which day, through which door, how often."""

from datetime import timedelta

from motcua.journal.models import Entry, Reading
from motcua.journal.reading import note
from tests.cast import Cast, at


def test_a_file_read_again_on_a_day_is_counted_in_one_row(cast: Cast) -> None:
    dossier, hoa = cast.received(), cast.accounts["hoa"].pk
    for minutes in (0, 30, 10):  # the third answer came out of order
        note(hoa, "dossier", dossier.pk, door="desk", at=at() + timedelta(minutes=minutes))
    [row] = Reading.objects.all()
    assert (row.account, row.subject_id, row.door, row.day) == (hoa, dossier.pk, "desk", at().date())
    assert (row.times, row.first_at, row.last_at) == (3, at(), at(7, 8, 30))


def test_another_person_file_door_or_local_day_is_another_row(cast: Cast) -> None:
    one, other = cast.received(), cast.received()
    hoa, an = cast.accounts["hoa"].pk, cast.accounts["an"].pk
    note(hoa, "dossier", one.pk, door="desk", at=at(7, 23, 59))
    note(an, "dossier", one.pk, door="desk", at=at(7, 23, 59))
    note(hoa, "dossier", other.pk, door="desk", at=at(7, 23, 59))
    note(hoa, "dossier", one.pk, door="export", at=at(7, 23, 59))
    note(hoa, "dossier", one.pk, door="desk", at=at(8, 0, 1))
    assert list(Reading.objects.values_list("times", flat=True)) == [1] * 5


def test_reading_changes_nothing_and_is_no_entry(cast: Cast) -> None:
    dossier = cast.received()
    before = Entry.objects.count()
    note(cast.accounts["hoa"].pk, "dossier", dossier.pk, door="desk", at=at())
    assert Entry.objects.count() == before
