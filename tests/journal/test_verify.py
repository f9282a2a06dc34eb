"""The verifier finds every change to what was written once."""

from typing import Any

import pytest
from django.db import DatabaseError, connection, connections, transaction

from motcua.dossiers.ending import withdraw
from motcua.dossiers.passing import move
from motcua.journal.by import SYSTEM
from motcua.journal.erase import AlreadyErased, erase_detail
from motcua.journal.models import Detail, Entry
from motcua.journal.verify import Verdict, verify
from motcua.journal.write import Batch, Conflict, UnknownGround
from tests.cast import GROUND, Cast, at, build_cast, reread


def _story(cast: Cast) -> list[Entry]:
    dossier = cast.received()
    move([dossier.pk], to=cast.inbox, by=cast.hoa, at=at(7, 9), ground=GROUND)
    withdraw([dossier.pk], reason="Rút", by=cast.hoa, at=at(7, 10), ground=GROUND)
    return list(Entry.objects.filter(subject_id=dossier.pk).order_by("seq"))


@pytest.fixture
def story(fresh_database: Any) -> list[Entry]:
    return _story(build_cast())


def as_owner(statement: str, params: list[Any]) -> None:
    """What somebody with the owner's password could do: put the triggers aside and change rows."""
    with transaction.atomic(using="owner"), connections["owner"].cursor() as cursor:
        for table in ("journal_entry", "journal_detail"):
            cursor.execute(f"ALTER TABLE {table} DISABLE TRIGGER append_only")
        cursor.execute(statement, params)
        for table in ("journal_entry", "journal_detail"):
            cursor.execute(f"ALTER TABLE {table} ENABLE TRIGGER append_only")


def broken(verdict: Verdict) -> tuple[Any, str]:
    assert verdict.first_broken is not None
    return verdict.first_broken.entry, verdict.first_broken.why


def test_an_untouched_journal_is_whole(story: list[Entry]) -> None:
    verdict = verify()
    assert verdict.ok
    assert verdict.entries == Entry.objects.count() > verdict.subjects > 5


@pytest.mark.parametrize(
    ("column", "value"),
    [
        ("act", "'take'"),
        ("moment", "moment + interval '1 minute'"),
        ("recorded_at", "recorded_at - interval '1 day'"),
        ("actor", "NULL"),
        ("post", "gen_random_uuid()"),
        ("unit", "NULL"),
        ("ground", "'DECISION'"),
        ("detail_hash", "sha256('x')"),
        ("hash", "sha256('x')"),
    ],
)
def test_a_changed_column_is_found(story: list[Entry], column: str, value: str) -> None:
    as_owner(f"UPDATE journal_entry SET {column} = {value} WHERE id = %s", [story[1].id])
    entry, why = broken(verify())
    assert entry == story[1].id and "changed" in why


def test_a_deleted_middle_entry_is_found(story: list[Entry]) -> None:
    as_owner("DELETE FROM journal_entry WHERE id = %s", [story[1].id])
    entry, why = broken(verify())
    assert entry == story[2].id and "missing" in why


def test_a_deleted_last_entry_is_found(story: list[Entry]) -> None:
    as_owner("DELETE FROM journal_entry WHERE id = %s", [story[2].id])
    entry, why = broken(verify())
    assert entry == story[1].id and "head" in why


def test_a_subject_whose_entries_are_all_gone_is_found(story: list[Entry]) -> None:
    as_owner("DELETE FROM journal_entry WHERE subject_id = %s", [story[0].subject_id])
    _, why = broken(verify())
    assert "3 entries, the journal has none" in why


def test_two_exchanged_details_are_found(story: list[Entry]) -> None:
    first, second = story[0].id, story[1].id
    as_owner(
        "UPDATE journal_detail d SET salt = o.salt, content = o.content FROM journal_detail o "
        "WHERE (d.entry, o.entry) IN ((%s, %s), (%s, %s))",
        [first, second, second, first],
    )
    entry, why = broken(verify())
    assert entry == first and "detail was changed" in why


def test_a_detail_that_is_gone_is_found(story: list[Entry]) -> None:
    as_owner("DELETE FROM journal_detail WHERE entry = %s", [story[1].id])
    assert broken(verify()) == (story[1].id, "its detail is gone")


def test_an_erased_detail_without_its_act_is_found(story: list[Entry]) -> None:
    as_owner(
        "UPDATE journal_detail SET salt = NULL, content = NULL, erased_by = %s WHERE entry = %s",
        [story[2].id, story[1].id],
    )
    assert broken(verify()) == (story[1].id, "its detail was erased without an act")


def test_a_detail_erased_by_an_act_leaves_the_chain_whole(story: list[Entry]) -> None:
    erase_detail(story[2].id, why="Luật", by=SYSTEM, at=at(8), ground="LUAT-91-2025")
    assert Detail.objects.get(pk=story[2].id).content is None
    assert verify().ok
    with pytest.raises(AlreadyErased):
        erase_detail(story[2].id, why="Luật", by=SYSTEM, at=at(8), ground="LUAT-91-2025")


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE journal_entry SET act = 'x'",
        "DELETE FROM journal_entry",
        "TRUNCATE journal_entry",
        "DELETE FROM journal_detail",
        "TRUNCATE journal_detail CASCADE",
        "UPDATE journal_detail SET content = 'x'",
    ],
)
@pytest.mark.parametrize("alias", ["default", "owner"])
def test_the_database_refuses_to_change_the_journal(fresh_database: Any, statement: str, alias: str) -> None:
    _story(build_cast())
    with pytest.raises(DatabaseError), connections[alias].cursor() as cursor:
        cursor.execute(statement)


def test_the_app_role_cannot_move_a_position(fresh_database: Any) -> None:
    with pytest.raises(DatabaseError), connection.cursor() as cursor:
        cursor.execute("UPDATE journal_position SET position = 1")


def test_every_month_of_the_journal_refuses_to_be_truncated(fresh_database: Any) -> None:
    _story(build_cast())
    month = f"journal_entry_{Entry.objects.order_by('id').first().recorded_at:%Y%m}"  # type: ignore[union-attr]
    with pytest.raises(DatabaseError), connections["owner"].cursor() as cursor:
        cursor.execute(f"TRUNCATE {month}")


def test_the_app_role_owns_nothing_and_is_nobody_special(db: None) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT rolsuper, rolbypassrls, rolcreaterole FROM pg_roles WHERE rolname = current_user")
        assert cursor.fetchone() == (False, False, False)
        cursor.execute("SELECT count(*) FROM pg_class WHERE relowner = current_user::regrole")
        assert cursor.fetchone() == (0,)


def test_an_entry_names_a_known_ground(cast: Cast) -> None:
    with pytest.raises(UnknownGround):
        Batch(by=SYSTEM, at=at(), ground="NOWHERE")


def test_a_subject_that_has_moved_on_is_not_overwritten(cast: Cast) -> None:
    dossier = cast.received()
    stale = reread(dossier)
    move([dossier.pk], to=cast.inbox, by=cast.hoa, at=at(7, 9), ground=GROUND)
    batch = Batch(by=SYSTEM, at=at(7, 10), ground=GROUND)
    batch.record(stale, "note", {})
    with pytest.raises(Conflict), transaction.atomic():
        batch.write()
