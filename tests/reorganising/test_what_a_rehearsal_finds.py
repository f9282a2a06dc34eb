"""What a rehearsal finds besides dossiers: posts, calendars, books, offers; and what readers see meanwhile."""

from datetime import UTC, date, datetime, time

from django.db import connections

from motcua.catalogue.models import Offer
from motcua.dossiers.acting import Holder
from motcua.dossiers.passing import move
from motcua.journal.by import SYSTEM
from motcua.moments import local_day
from motcua.people.models import Function
from motcua.reorganising.acts import rehearse_reorganisation
from motcua.reorganising.findings import Finding
from motcua.reorganising.force import take_force
from motcua.worktime.calendar import Kind, Span
from motcua.worktime.decide import give_calendar
from tests.cast import GROUND, Cast, build_cast, reread
from tests.desk.town import Town, act, ago, received_ago
from tests.reorganising.worked import in_force, scheduled, written

TODAY = local_day(datetime.now(UTC))
COMMUNE = "create code=27900 name=UBND+xã+mới kind=administration level=commune"
JOIN = "consolidate source=27899 code=27900"


def found(*rows: str, number: str = "1/NQ", **given: str) -> dict[str, Finding]:
    """What the rehearsal of these lines finds, by kind."""
    made = written(*rows, on=TODAY, at=ago(0), number=number, **given)
    return {each.kind: each for each in rehearse_reorganisation(made.pk, ago(0)).findings}


def test_which_number_books_close_and_open_and_a_unit_that_could_give_no_numbers_blocks(town: Town) -> None:
    findings = found(f"{COMMUNE} parent=801 prefix=000.09.28.H39", JOIN)
    assert dict(findings["book_closes"].params) == {"prefix": "000.07.28.H39"}
    assert dict(findings["book_opens"].params) == {"prefix": "000.09.28.H39"}
    without = found(COMMUNE, JOIN, number="2/NQ")
    assert without["no_book"].is_blocking and not any(each.is_blocking for each in findings.values())


def test_which_calendars_differ_and_no_due_moment_that_was_promised_moves(cast: Cast) -> None:
    hours = (Span(time(8), time(12), Kind.WORK),)
    give_calendar(
        cast.commune,
        name="Xã",
        week=dict.fromkeys(range(5), hours),
        from_day=date(2018, 1, 1),
        by=SYSTEM,
        at=ago(0),
        ground=GROUND,
    )
    dossier = received_ago(cast, 1, deciding_unit=cast.commune.pk)
    act(move, dossier, cast.hoa, 0.5, to=Holder(cast.commune.pk, Function.HANDLING))
    made = written(f"{COMMUNE} parent=801 prefix=000.09.28.H39", JOIN, on=TODAY, at=ago(0))
    findings = {each.kind: each for each in rehearse_reorganisation(made.pk, ago(0)).findings}
    told = findings["calendar"]
    assert (told.n, told.before, told.after) == (1, "27899", "27900")
    due = reread(dossier).due_at
    in_force(made, ago(0))
    assert due is not None and reread(dossier).due_at == due


def test_who_gains_and_loses_posts_and_what_is_newly_offered(town: Town) -> None:
    offered = Offer.objects.filter(unit=town.cast.office).count()
    findings = found("absorb source=801.02 code=801.01")
    assert (findings["gains"].n, findings["gains"].before, findings["gains"].after) == (3, "801.02", "801.01")
    assert (findings["offers"].n, findings["offers"].after) == (offered, "801.01")
    findings = found("dissolve source=801.02", number="2/NQ", fallback="801.01")
    assert (findings["loses"].n, findings["loses"].before) == (3, "801.02")
    assert findings["out_of_hands"].n >= 1


def test_whoever_reads_meanwhile_sees_the_old_map_and_then_the_new_one(fresh_database: object) -> None:
    cast = build_cast()
    dossier = received_ago(cast, 1, deciding_unit=cast.office.pk)
    seen: list[tuple[set[str], int]] = []

    def look() -> None:
        aside = connections["default"].copy()
        try:
            with aside.cursor() as cursor:
                cursor.execute("SELECT code FROM organisation_term WHERE valid @> %s", [TODAY])
                codes = {row[0] for row in cursor.fetchall()}
                cursor.execute("SELECT count(*) FROM journal_entry WHERE act = 'succeed'")
                seen.append((codes, cursor.fetchone()[0]))
        finally:
            aside.close()

    assert dossier.holder_unit_id == cast.desk.pk
    made = scheduled(written("absorb source=801.01 code=801.02", on=TODAY, at=ago(0)), ago(0), leave=True)
    take_force(made.pk, told=lambda *_step: look())
    look()
    old, new = ({"801", "801.01", "801.02", "27899"}, 0), ({"801", "801.02", "27899"}, 1)
    assert len(seen) > 3 and seen == [old] * (len(seen) - 1) + [new]
