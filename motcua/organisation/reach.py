"""Keep the reach of units: who stands above whom, and who followed whom, by day."""

from django.db import connection

from motcua.journal import revision

# A path upwards holds on the days on which every term along it holds: the intersection of their ranges.
# A successor reaches what its predecessor was, with all that stood below it, from the day of succession on.
REBUILD = """
WITH RECURSIVE up AS (
    SELECT unit_id AS unit, unit_id AS reaches, 0 AS depth, valid FROM organisation_term
    UNION ALL
    SELECT t.parent_id, up.reaches, up.depth + 1, up.valid * t.valid
    FROM up JOIN organisation_term t ON t.unit_id = up.unit
    WHERE t.parent_id IS NOT NULL AND NOT isempty(up.valid * t.valid) AND up.depth < 16
), followed AS (
    SELECT after_id AS unit, before_id AS before, "on" FROM organisation_succession WHERE share <> 'off'
    UNION
    SELECT f.unit, s.before_id, greatest(f."on", s."on")
    FROM followed f JOIN organisation_succession s ON s.after_id = f.before AND s.share <> 'off'
), inherited AS (
    SELECT f.unit, up.reaches, up.depth, daterange(f."on", NULL) AS valid
    FROM followed f JOIN up ON up.unit = f.before
), above AS (
    SELECT up.unit, i.reaches, up.depth + i.depth AS depth, up.valid * i.valid AS valid
    FROM inherited i JOIN up ON up.reaches = i.unit
    WHERE NOT isempty(up.valid * i.valid)
)
INSERT INTO organisation_reach (unit_id, reaches_id, depth, by_succession, valid)
SELECT unit, reaches, depth, false, valid FROM up
UNION
SELECT unit, reaches, depth, true, valid FROM above
"""


def rebuild() -> None:
    """Write the reach of all units anew from terms and successions.

    Units are few (thousands at most) and change rarely; a partial update would be a second rule to trust.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtext('organisation_reach'))")
        cursor.execute("DELETE FROM organisation_reach")
        cursor.execute(REBUILD)
    revision.bump("organisation")
