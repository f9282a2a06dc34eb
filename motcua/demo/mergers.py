"""The year's mergers: eleven agencies, six units, schools and hamlets, while dossiers are open in the offices.

That they happened was published; which they were, under which decision and on which day, was chosen
(docs/rules/demo.md). Each is written, rehearsed, scheduled and takes force by the acts that an administration uses.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from uuid import UUID

from motcua.demo.district import DESK, DISTRICT_CODE, DISTRICT_NAME, MERGED_OFFICE, MERGED_ON
from motcua.demo.stage import Stage
from motcua.journal.by import By
from motcua.moments import LOCAL
from motcua.organisation.establish import NewUnit, establish
from motcua.organisation.models import Kind, Level
from motcua.organisation.tree import tree
from motcua.people.actor import Actor
from motcua.people.models import Function
from motcua.reorganising.acts import Decided, rehearse_reorganisation, schedule, write_reorganisation
from motcua.reorganising.force import Result, take_force
from motcua.reorganising.lines import Line, read_line
from motcua.reorganising.models import Reorganisation

GROUND = "DECISION"
BINH_THANH, MY_THANH_DONG, MY_QUY_TAY, BINH_HOA_BAC = "27916", "27913", "27907", "27919"


@dataclass(frozen=True, slots=True)
class Founded:
    """A unit that stands from the beginning only to be merged: code, name, kind, level, the code of its parent."""

    code: str
    name: str
    kind: str
    level: str
    parent: str


def _hamlets(commune: str, name: str, many: int) -> tuple[Founded, ...]:
    return tuple(
        Founded(f"{commune}.A{n}", f"Ấp {n}, {name}", Kind.HAMLET, Level.HAMLET, commune)
        for n in range(1, many + 1)
    )


def _schools(commune: str, place: str) -> tuple[Founded, ...]:
    return tuple(
        Founded(f"{commune}.T{n}", f"Trường Tiểu học {place} {letter}", Kind.SCHOOL, Level.COMMUNE, commune)
        for n, letter in ((1, "A"), (2, "B"))
    )


AGENCIES = (
    Founded("801.18", "Ban Tiếp công dân huyện", Kind.OFFICE, Level.DISTRICT, DISTRICT_CODE),
    Founded("801.19", "Ban Quản lý cửa khẩu Mỹ Quý Tây", Kind.OFFICE, Level.DISTRICT, DISTRICT_CODE),
)
SERVICES = tuple(
    Founded(code, name, Kind.PUBLIC_SERVICE, Level.DISTRICT, DISTRICT_CODE)
    for code, name in (
        ("801.21", "Trạm Khuyến nông"),
        ("801.22", "Trạm Trồng trọt và Bảo vệ thực vật"),
        ("801.23", "Trạm Chăn nuôi và Thú y"),
        ("801.24", "Trung tâm Văn hóa - Thể thao"),
        ("801.25", "Đài Truyền thanh huyện"),
        ("801.26", "Nhà Thiếu nhi huyện"),
    )
)
FOUNDED = (
    *AGENCIES,
    *SERVICES,
    *_schools(MY_QUY_TAY, "Mỹ Quý Tây"),
    *_schools(BINH_HOA_BAC, "Bình Hòa Bắc"),
    *_hamlets(BINH_THANH, "xã Bình Thành", 4),
    *_hamlets(MY_THANH_DONG, "xã Mỹ Thạnh Đông", 5),
)


def _office(code: str, name: str, kind: str = Kind.OFFICE) -> dict[str, str]:
    return {
        "operation": "create",
        "code": code,
        "name": name,
        "kind": kind,
        "level": Level.DISTRICT,
        "parent": DISTRICT_CODE,
    }


def _into(operation: str, code: str, *sources: str) -> list[dict[str, str]]:
    return [{"operation": operation, "source": source, "code": code} for source in sources]


@dataclass(frozen=True, slots=True)
class Merger:
    """A decision of the year: who issued it, when it was written and rehearsed, from which day it holds."""

    number: str
    authority: str
    title: str
    issued_on: date
    on: date
    rows: tuple[Mapping[str, object], ...]

    @property
    def lines(self) -> list[Line]:
        """The lines as a file would give them: the first is row 2."""
        return [read_line(row, cells) for row, cells in enumerate(self.rows, start=2)]

    @property
    def decided(self) -> Decided:
        """The decision as it is cited."""
        return Decided(self.number, self.authority, self.issued_on, self.title)


# Eleven agencies become five, six units two: three new offices, two that take others in, two new centres.
OFFICES = Merger(
    "2145/QĐ-UBND",
    DISTRICT_NAME,
    "Về việc hợp nhất, sáp nhập các cơ quan hành chính và đơn vị sự nghiệp thuộc huyện",
    date(2019, 6, 20),
    MERGED_ON,
    (
        _office(MERGED_OFFICE.code, MERGED_OFFICE.name),
        *_into("consolidate", MERGED_OFFICE.code, "801.10", "801.11", "801.19"),
        _office("801.16", "Phòng Nội vụ - Lao động và Xã hội"),
        *_into("consolidate", "801.16", "801.02", "801.06"),
        _office("801.17", "Phòng Giáo dục, Văn hóa và Thông tin"),
        *_into("consolidate", "801.17", "801.07", "801.08"),
        *_into("absorb", "801.01", "801.09"),
        *_into("absorb", "801.12", "801.18"),
        _office("801.27", "Trung tâm Dịch vụ nông nghiệp huyện", Kind.PUBLIC_SERVICE),
        *_into("consolidate", "801.27", "801.21", "801.22", "801.23"),
        _office("801.28", "Trung tâm Văn hóa, Thông tin và Truyền thanh huyện", Kind.PUBLIC_SERVICE),
        *_into("consolidate", "801.28", "801.24", "801.25", "801.26"),
    ),
)
SCHOOLS = Merger(
    "2391/QĐ-UBND",
    DISTRICT_NAME,
    "Về việc sáp nhập các trường tiểu học và thành lập Trường Tiểu học và Trung học cơ sở Bình Thành",
    date(2019, 7, 15),
    date(2019, 8, 1),
    (
        *_into("absorb", f"{MY_QUY_TAY}.T1", f"{MY_QUY_TAY}.T2"),
        {"operation": "rename", "source": f"{MY_QUY_TAY}.T1", "name": "Trường Tiểu học Mỹ Quý Tây"},
        *_into("absorb", f"{BINH_HOA_BAC}.T1", f"{BINH_HOA_BAC}.T2"),
        {"operation": "rename", "source": f"{BINH_HOA_BAC}.T1", "name": "Trường Tiểu học Bình Hòa Bắc"},
        {
            "operation": "create",
            "code": f"{BINH_THANH}.T1",
            "name": "Trường Tiểu học và Trung học cơ sở Bình Thành",
            "kind": Kind.SCHOOL,
            "level": Level.COMMUNE,
            "parent": BINH_THANH,
        },
    ),
)
HAMLETS = Merger(
    "34/NQ-HĐND",
    "Hội đồng nhân dân tỉnh Long An",
    "Về việc sáp nhập ấp tại xã Bình Thành và xã Mỹ Thạnh Đông",
    date(2019, 9, 16),
    date(2019, 10, 1),
    (
        {
            "operation": "divide",
            "source": f"{BINH_THANH}.A3",
            "code": f"{BINH_THANH}.A2",
            "rule": "main",
        },
        {
            "operation": "divide",
            "source": f"{BINH_THANH}.A3",
            "code": f"{BINH_THANH}.A4",
            "rule": "area",
            "values": ["Tổ 4", "Tổ 5", "Tổ 6"],
        },
        *_into("absorb", f"{MY_THANH_DONG}.A4", f"{MY_THANH_DONG}.A5"),
    ),
)
MERGERS = (OFFICES, SCHOOLS, HAMLETS)


def play(stage: Stage) -> None:
    """Found what stands only to be merged: agencies, service units, schools, hamlets."""
    units = tree()
    above = {place.code: unit for unit in stage.units.values() if (place := units.latest(unit.pk))}
    new = [NewUnit(each.code, each.name, each.kind, each.level, above[each.parent]) for each in FOUNDED]
    establish(new, **stage.founding, ground=GROUND)


def take_force_until(stage: Stage, day: date) -> list[Result]:
    """Let the mergers take force whose day has come and that have not yet; all acts before it are played."""
    begun = set(Reorganisation.objects.values_list("decision__number", flat=True))
    return [_played(stage, each) for each in MERGERS if each.on <= day and each.number not in begun]


def _played(stage: Stage, merger: Merger) -> Result:
    """One decision from its first line to its day; each act is recorded at the moment at which it happened."""
    written, eve = datetime.combine(merger.issued_on, time(9), LOCAL), _eve(merger.on)
    by = _administrator(stage, merger.issued_on)
    made = write_reorganisation(
        merger.decided, merger.lines, on=merger.on, by=by, at=written, recorded_at=written, ground=GROUND
    )
    rehearse_reorganisation(made.pk, eve)
    schedule(made.pk, by=by, at=eve, recorded_at=eve, ground=GROUND)
    result = take_force(made.pk, recorded_at=datetime.combine(merger.on, time(), LOCAL))
    if result is None or result.refused:
        raise RuntimeError(f"{merger.number}: {result}")
    return result


def _eve(on: date) -> datetime:
    """After closing on the last working day before: what the rehearsal finds is what the day will do."""
    day = on - timedelta(days=1)
    while day.weekday() > 4:
        day -= timedelta(days=1)
    return datetime.combine(day, time(17, 15), LOCAL)


def _administrator(stage: Stage, day: date) -> By:
    actor = Actor.of(stage.accounts[f"quantri.{DESK}"], day)
    by = actor.acts_for({Function.ADMINISTRATOR}, stage.units[""].pk, tree(), day)
    assert by is not None  # noqa: S101 -- the officers were admitted before
    return by


def standing(units: Mapping[str, UUID], day: date) -> dict[str, UUID]:
    """By key of the stage, the unit that does its work on a day."""
    now = tree()
    return {key: now.standing_for(unit, day) for key, unit in units.items()}
