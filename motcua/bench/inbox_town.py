"""A province for the bench: 150 units, their officers and what they offer, made by the acts that make real ones."""

from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time
from random import Random
from typing import Any
from uuid import UUID

from django.db import connection

from motcua.bench.inbox_names import Names
from motcua.catalogue.district import publish_district, rows
from motcua.catalogue.models import Version
from motcua.catalogue.offer import offer
from motcua.journal.by import SYSTEM
from motcua.moments import LOCAL
from motcua.organisation.establish import NewUnit, establish
from motcua.organisation.models import Kind, Level, Unit
from motcua.people.admit import NewAccount, NewPost, admit
from motcua.people.models import Account, Function, Post
from motcua.worktime.limits import Limit

UNITS = 150
DISTRICTS, PROVINCE_OFFICES, DISTRICT_OFFICES = 9, 18, 5
FOUNDED_ON = date(2018, 1, 1)
OFFERED_BY_OFFICE, OFFERED_BY_COMMUNE = 20, 40
# Of all dossiers, the shares that communes, districts and the province decide.
SHARES = {Level.COMMUNE: 0.55, Level.DISTRICT: 0.33, Level.PROVINCE: 0.12}

Hand = tuple[str, str, str]  # account, post, unit: ids as text, as the rows need them


@dataclass(frozen=True, slots=True)
class Offered:
    """A procedure as a place offers it: ids as text, the share of the place's dossiers, the limit."""

    procedure: str
    version: str
    code: str
    at_once: bool
    gives_document: bool
    limit: Limit
    share: float


@dataclass(slots=True)
class Place:
    """A unit that decides, with the desk that receives for it and the people of both."""

    deciding: str
    received: str
    prefix: str
    name: str
    share: float
    offered: list[Offered] = field(default_factory=list)
    receivers: list[Hand] = field(default_factory=list)
    handlers: list[Hand] = field(default_factory=list)
    leaders: list[Hand] = field(default_factory=list)
    above: str = "tỉnh Sông Hậu"  # what stands behind its name in addresses


@dataclass(frozen=True, slots=True)
class _Site:
    unit: Unit
    level: Level
    prefix: str
    name: str
    desk: Unit | None = None  # for a unit that decides: who receives for it


def found(seed: int) -> list[Place]:
    """Found the province, admit its officers, publish and offer procedures; the places where dossiers go."""
    at = datetime.combine(FOUNDED_ON, time(8), LOCAL)
    acting = {"by": SYSTEM, "at": at, "recorded_at": at, "from_day": FOUNDED_ON}
    with connection.cursor() as cursor:
        cursor.execute("SELECT journal_open_month(%s)", [at.astimezone(UTC).date()])
    rng = Random(f"{seed}/town")  # noqa: S311 -- the same town for the same seed
    sites = _units(acting)
    hands = _officers(sites, rng, acting)
    places = _places(sites, hands, rng)
    _procedures({str(s.unit.pk): s.unit for s in sites}, places, rng, acting)
    return places


def _units(acting: dict[str, Any]) -> list[_Site]:
    """The province, its desk and offices; nine districts with theirs; communes up to 150 units in all."""
    acting = {**acting, "ground": "DECISION"}
    whole = NewUnit("61", "UBND tỉnh Sông Hậu", Kind.ADMINISTRATION, Level.PROVINCE, None, "000.00.00.H61")
    [province] = establish([whole], **acting)
    districts = [
        NewUnit(f"{610 + n}", f"UBND huyện Cửa {n}", Kind.ADMINISTRATION, Level.DISTRICT, province, _prefix(n))
        for n in range(1, DISTRICTS + 1)
    ]
    above = [(province, "61", Level.PROVINCE, PROVINCE_OFFICES, _prefix(0))]
    for n, unit in enumerate(establish(districts, **acting), start=1):
        above.append((unit, f"{610 + n}", Level.DISTRICT, DISTRICT_OFFICES, _prefix(n)))
    sites = [_Site(unit, level, prefix, f"Cửa {code}") for unit, code, level, _n, prefix in above]
    for unit, code, level, offices, prefix in above:
        names = ["Bộ phận Một cửa", *(f"Phòng chuyên môn số {n}" for n in range(1, offices + 1))]
        kinds = [Kind.ONE_STOP] + [Kind.OFFICE] * offices
        new = [NewUnit(f"{code}.{n:02d}", f"{name} {code}", kind, level, unit)
               for n, (name, kind) in enumerate(zip(names, kinds, strict=True), start=1)]  # fmt: skip
        desk, *others = establish(new, **acting)
        sites.append(_Site(desk, level, prefix, new[0].name))
        sites += [_Site(u, level, prefix, n.name, desk) for u, n in zip(others, new[1:], strict=True)]
    communes = []
    for n in range(UNITS - len(sites)):
        parent, code, _level, _offices, _own = above[1 + n % DISTRICTS]
        prefix = f"000.{1 + n // DISTRICTS:02d}.{20 + 1 + n % DISTRICTS}.H61"
        communes.append(
            NewUnit(f"{code}.x{n:02d}", f"UBND xã Ấp {n + 1}", Kind.ADMINISTRATION, Level.COMMUNE, parent, prefix)
        )
    for unit, new_unit in zip(establish(communes, **acting), communes, strict=True):
        sites.append(_Site(unit, Level.COMMUNE, new_unit.number_prefix, new_unit.name, unit))
    return sites


def _prefix(district: int) -> str:
    return f"000.00.{20 + district if district else 0:02d}.H61"


def _officers(sites: list[_Site], rng: Random, acting: dict[str, Any]) -> dict[tuple[str, str], list[Hand]]:
    """Officers with posts of each function; by unit and function."""
    names, new = Names(rng), []
    for n, site in enumerate(sites):
        for m, functions in enumerate(_staff(site)):
            posts = [NewPost(site.unit, function) for function in functions]
            new.append(NewAccount(f"u{n}.{m}", names.person()[0], posts, password_hash="!"))  # noqa: S106 -- nobody
    hands: dict[tuple[str, str], list[Hand]] = {}
    accounts: list[Account] = admit(new, **acting, ground="DECISION")
    for post in Post.objects.filter(account__in=[a.pk for a in accounts]).order_by("pk"):
        hand = str(post.account_id), str(post.pk), str(post.unit_id)
        hands.setdefault((hand[2], post.function), []).append(hand)
    return hands


def _staff(site: _Site) -> list[tuple[Function, ...]]:
    f = Function
    desk = (f.RECEIVING, f.RETURNING)
    if site.level == Level.COMMUNE:
        return [(*desk, f.CASHIER)] * 2 + [(f.HANDLING,)] * 3 + [(f.LEADER,), (f.LEADER,), (f.RECORDS, f.CONTROL)]
    if site.desk is not None:
        return [(f.HANDLING,)] * 4 + [(f.LEADER,), (f.LEADER, f.CONTROL)]
    if site.name.startswith("Bộ phận"):
        return [desk] * 4 + [(f.CASHIER,)]
    return [(f.LEADER,), (f.LEADER,), (f.CONTROL,), (f.RECORDS,), (f.ADMINISTRATOR,)]


def _places(sites: list[_Site], hands: dict[tuple[str, str], list[Hand]], rng: Random) -> list[Place]:
    """The units that decide. Some are far busier than others: shares fall with the rank, as they do."""
    places: list[Place] = []
    for level, share in SHARES.items():
        deciding = [s for s in sites if s.level == level and s.desk is not None]
        rng.shuffle(deciding)
        weights = [1 / (rank + 1) ** 0.8 for rank in range(len(deciding))]
        for site, weight in zip(deciding, weights, strict=True):
            assert site.desk is not None  # noqa: S101 -- chosen so
            unit, desk = str(site.unit.pk), str(site.desk.pk)
            place = Place(unit, desk, site.prefix, site.name, share * weight / sum(weights))
            place.receivers = hands[desk, Function.RECEIVING]
            place.handlers, place.leaders = hands[unit, Function.HANDLING], hands[unit, Function.LEADER]
            places.append(place)
    return places


def _procedures(units: dict[str, Unit], places: list[Place], rng: Random, acting: dict[str, Any]) -> None:
    versions: dict[str, Version] = publish_district(**acting)
    counter = {row.code: row for row in rows() if any(t.channel == "counter" for t in row.terms)}
    offered: dict[str, list[UUID]] = {}
    for place in places:
        commune = place.deciding == place.received
        codes = [c for c, row in counter.items() if (row.at_commune if commune else row.at_district)]
        chosen = rng.sample(codes, min(len(codes), OFFERED_BY_COMMUNE if commune else OFFERED_BY_OFFICE))
        shares = [1 / (rank + 2) for rank in range(len(chosen))]
        for code, share in zip(chosen, shares, strict=True):
            row, version = counter[code], versions[code]
            limit = next(t.limit for t in row.terms if t.channel == "counter")
            marks = "at_once" in row.marks, "no_document" not in row.marks
            place.offered.append(
                Offered(str(version.procedure_id), str(version.pk), code, *marks, limit, share / sum(shares))
            )
            offered.setdefault(code, []).append(UUID(place.deciding))
    for code, by in offered.items():
        offer([units[str(unit)] for unit in by], [versions[code]], **acting)
