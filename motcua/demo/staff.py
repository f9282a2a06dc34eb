"""Third part: the staff register of 2019 with the published numbers, generated; nobody in it is a real person.

Of the communes 302 = 117 cadres + 110 civil servants + 75 non-specialised, of the cadres 107 with the professional
standard; 111 official mailboxes, of which 106 are in regular use in October. What was chosen: docs/rules/demo.md.
"""

from collections.abc import Iterator
from datetime import date, datetime, time
from random import Random

from motcua.demo.district import COMMUNES, DESK_CODE, DISTRICT_CODE, OFFICES
from motcua.demo.names import Names
from motcua.demo.officers import Duty, duties
from motcua.demo.stage import FOUNDED_AT, FOUNDED_ON, Stage
from motcua.moments import LOCAL
from motcua.people.actor import SYSTEM_ACTOR
from motcua.staff.changing import grant_leave
from motcua.staff.columns import Wanted
from motcua.staff.entering import enter_staff
from motcua.staff.models import StaffMember
from motcua.staff.ruling import count_equipment
from motcua.staff.statistics import bring_statistics
from motcua.staff.who import ground_on

CADRES, CIVIL_SERVANTS, NON_SPECIALISED = 117, 110, 75
BELOW_STANDARD, IDLE_MAILBOXES = 10, 5
MAIL = "duchue.example"
CADRE_TITLES = (
    "Chủ tịch UBND",
    "Phó Chủ tịch UBND",
    "Bí thư Đảng ủy",
    "Phó Bí thư Đảng ủy",
    "Phó Chủ tịch HĐND",
    "Chủ tịch UBMTTQ Việt Nam",
    "Bí thư Đoàn TNCS Hồ Chí Minh",
    "Chủ tịch Hội Liên hiệp Phụ nữ",
    "Chủ tịch Hội Nông dân",
    "Chủ tịch Hội Cựu chiến binh",
    "Phó Chủ tịch UBND (văn hóa - xã hội)",
)
CIVIL_TITLES = (
    "Trưởng Công an",
    "Chỉ huy trưởng Quân sự",
    "Công chức Văn phòng - Thống kê",
    "Công chức Tài chính - Kế toán",
    "Công chức Văn hóa - Xã hội",
    "Công chức Địa chính - Nông nghiệp - Môi trường",
)
OTHER_TITLES = (
    "Phó Trưởng Công an",
    "Phó Chỉ huy trưởng Quân sự",
    "Thủ quỹ - Văn thư - Lưu trữ",
    "Nhân viên đài truyền thanh",
    "Phó Chủ tịch UBMTTQ Việt Nam",
    "Chủ tịch Hội Người cao tuổi",
    "Chủ tịch Hội Chữ thập đỏ",
)
SUBJECTS = ("Luật", "Hành chính học", "Quản lý đất đai", "Kế toán", "Quản lý nhà nước")
# How many of each thing a desk has; what is one short shows what the list is for.
EQUIPMENT = {
    "area": 42,
    "computer": 2,
    "printer": 1,
    "scanner": 1,
    "copier": 1,
    "telephone": 1,
    "barcode": 0,
    "lookup": 0,
    "queue": 1,
    "camera": 1,
    "chairs": 8,
    "cooling": 2,
}


class Register:
    """Makes the rows of the register, the same for the same seed."""

    def __init__(self, stage: Stage) -> None:
        self.names, self.rng = Names(stage.seed + 2), Random(stage.seed + 2)
        self.accounts = stage.accounts
        codes = {"": DISTRICT_CODE, "huyen": DESK_CODE} | {office.key: office.code for office in OFFICES}
        self.codes = codes | {commune.key: commune.code for commune in COMMUNES}
        self.made = 0

    def rows(self) -> Iterator[Wanted]:
        """Everybody: the district's officers who sign in, then the communes' people."""
        signed = [duty for duty in duties() if not duty.username.endswith(".congan")]  # the police keep their own
        communes = {commune.key for commune in COMMUNES}
        for duty in signed:
            if duty.posts[0][0] not in communes:
                yield self._officer(duty, _kind_above(duty), "Đại học")
        for place, commune in enumerate(COMMUNES):
            of_commune = [duty for duty in signed if duty.posts[0][0] == commune.key]
            yield from self._commune(place, commune.key, of_commune)

    def _commune(self, place: int, key: str, officers: list[Duty]) -> Iterator[Wanted]:
        cadres, others = _share(CADRES, place), _share(NON_SPECIALISED, place)
        civil = _share(CIVIL_SERVANTS, place)
        leading = [duty for duty in officers if "chutich" in duty.username]
        serving = [duty for duty in officers if "chutich" not in duty.username]
        for duty in leading:
            yield self._officer(duty, "cadre", self._rank())
        for number, title in enumerate(CADRE_TITLES[len(leading) : cadres], start=len(leading)):
            below = number == 9 and place < BELOW_STANDARD
            yield self._person(key, "cadre", title, "Sơ cấp" if below else self._rank())
        for duty in serving:
            yield self._officer(duty, "civil_servant", self._rank())
        for title in CIVIL_TITLES[: civil - len(serving)]:
            yield self._person(key, "civil_servant", title, self._rank())
        for title in OTHER_TITLES[:others]:
            yield self._person(key, "non_specialised", title, "Trung cấp")

    def _rank(self) -> str:
        return self.rng.choice(("Trung cấp", "Đại học", "Đại học", "Đại học"))

    def _officer(self, duty: Duty, kind: str, rank: str) -> Wanted:
        unit, _function, title = duty.posts[0]
        mailbox = "" if duty.username.startswith("vanphong.") else f"{duty.username}@{MAIL}"
        name = self.accounts[duty.username].name
        return self._row(name, unit, kind, title, rank, mailbox, duty.username)

    def _person(self, unit: str, kind: str, title: str, rank: str) -> Wanted:
        return self._row(self.names.officer(), unit, kind, title, rank)

    def _row(
        self, name: str, unit: str, kind: str, title: str, rank: str, mailbox: str = "", account: str = ""
    ) -> Wanted:
        self.made += 1
        born = date(self.rng.randint(1962, 1993), self.rng.randint(1, 12), self.rng.randint(1, 28))
        return Wanted(
            row=self.made,
            number=f"DH-{self.made:04d}",
            name=name,
            kind=kind,
            unit=self.codes[unit],
            title=title,
            first=FOUNDED_ON,
            born_on=born,
            rank=rank,
            subject=self.rng.choice(SUBJECTS),
            since=date(born.year + 22, 6, 30),
            mailbox=mailbox,
            account=account,
        )


def _kind_above(duty: Duty) -> str:
    unit, _function, title = duty.posts[0]
    if unit == "" and "Chủ tịch" in title:
        return "cadre"
    return "public_employee" if unit == "datdai" else "civil_servant"


def _share(whole: int, place: int) -> int:
    """How many of a number a commune has, at its place in the list."""
    return whole // len(COMMUNES) + (place < whole % len(COMMUNES))


def play(stage: Stage) -> None:
    """Enter the register, two months of the mail server, the equipment of the desks and who is away."""
    ground = ground_on(FOUNDED_ON)
    rows = list(Register(stage).rows())
    done = enter_staff(rows, by=SYSTEM_ACTOR, at=FOUNDED_AT, recorded_at=FOUNDED_AT, ground=ground)
    if not done.loaded:
        raise RuntimeError(str(done.problems[:3]))
    _mail([row.mailbox for row in rows if row.mailbox], Random(stage.seed + 3))
    _equipment(stage)
    numbers = [row.number for row in rows if row.kind == "civil_servant"][60::25]
    at = _moment(date(2019, 11, 1))
    for member in StaffMember.objects.filter(number__in=numbers).order_by("number"):
        grant_leave(
            member.pk,
            kind="annual",
            first=date(2019, 11, 4),
            last=date(2019, 11, 8),
            by=SYSTEM_ACTOR,
            at=at,
            recorded_at=at,
            ground=ground,
        )


def _mail(addresses: list[str], rng: Random) -> None:
    idle = {a for a in addresses if a.startswith("congchuc2.")}
    for month, at in ((date(2019, 9, 1), date(2019, 10, 2)), (date(2019, 10, 1), date(2019, 11, 1))):
        quiet = sorted(idle)[: IDLE_MAILBOXES + (month.month == 9)]
        lines = ["address;sent;received;logins"]
        for address in addresses:
            sent, logins = (rng.randint(0, 3), rng.randint(0, 4)) if address in quiet else (rng.randint(12, 80), 20)
            lines.append(f"{address};{sent};{rng.randint(20, 160)};{logins}")
        when = _moment(at)
        done = bring_statistics(
            "\n".join(lines).encode(),
            f"mail-{month:%Y-%m}.csv",
            month,
            by=SYSTEM_ACTOR,
            at=when,
            recorded_at=when,
            ground="OFFICE",
        )
        if not done.loaded:
            raise RuntimeError(str(done.problems[:3]))


def _equipment(stage: Stage) -> None:
    at = _moment(date(2019, 1, 15))
    for place, key in enumerate(["huyen", *(commune.key for commune in COMMUNES)]):
        has = dict(EQUIPMENT)
        if key == "huyen":
            has |= {"area": 120, "computer": 4, "barcode": 2, "lookup": 1, "chairs": 24}
        elif place % 3:
            has |= {"barcode": 1}
        count_equipment(
            stage.units[key].pk,
            has,
            on=date(2019, 1, 15),
            by=SYSTEM_ACTOR,
            at=at,
            recorded_at=at,
            ground="OFFICE",
        )


def _moment(day: date) -> datetime:
    return datetime.combine(day, time(8), LOCAL)
