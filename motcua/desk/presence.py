"""Who else looks at a dossier now: two people in one dossier see each other, and nobody acts twice unawares."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from motcua.desk.now import Now
from motcua.journal.statement import rows
from motcua.moments import LOCAL

# A page says every ten seconds that it is looked at; three times unheard, and nobody is there.
UNHEARD = timedelta(seconds=30)

# One statement: I look ($2) at this ($1); where else I looked is over; who else looks, with a unit of today's.
LOOK = """
WITH over AS (
    DELETE FROM desk_presence WHERE account_id = $2::uuid AND dossier_id <> $1::uuid AND seen_at < $4::timestamptz
), mine AS (
    INSERT INTO desk_presence (dossier_id, account_id, since, seen_at)
    VALUES ($1::uuid, $2::uuid, $3::timestamptz, $3::timestamptz)
    ON CONFLICT (account_id, dossier_id) DO UPDATE SET
        since = CASE WHEN desk_presence.seen_at < $4::timestamptz THEN excluded.since ELSE desk_presence.since END,
        seen_at = excluded.seen_at
)
SELECT a.name, p.since,
       (SELECT t.unit_id FROM people_post t WHERE t.account_id = a.id AND t.valid @> $5::date
        ORDER BY lower(t.valid), t.id LIMIT 1)
FROM desk_presence p JOIN people_account a ON a.id = p.account_id
WHERE p.dossier_id = $1::uuid AND p.account_id <> $2::uuid AND p.seen_at >= $4::timestamptz
ORDER BY p.since, a.name
"""
LEAVE = "DELETE FROM desk_presence WHERE account_id = $1::uuid AND dossier_id = $2::uuid"


@dataclass(frozen=True, slots=True)
class Onlooker:
    """Somebody else who looks at the dossier: his name, his unit, and since when."""

    name: str
    unit: str
    since: datetime


def look(dossier: UUID, account: UUID, present: Now) -> list[Onlooker]:
    """Note that somebody looks at a dossier, and say who else does: those heard of within the last 30 seconds."""
    found = rows(LOOK, [dossier, account, present.at, present.at - UNHEARD, present.day])
    return [
        Onlooker(name, present.unit_name(unit) if unit else "", since.astimezone(LOCAL))
        for name, since, unit in found
    ]


def leave(dossier: UUID, account: UUID) -> None:
    """He looks no longer."""
    rows(LEAVE, [account, dossier])
