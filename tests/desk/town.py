"""Dossiers of these days, in every state that a page shows, for tests that act as a browser does: now."""

from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

from motcua.dossiers.acting import Holder
from motcua.dossiers.ending import Document, decide, return_result, stop, withdraw
from motcua.dossiers.intake import Person
from motcua.dossiers.models import Dossier
from motcua.dossiers.passing import move, take
from motcua.dossiers.waiting import ask_for_payment, ask_for_supplement, resume, wait_for
from motcua.moments import local_day
from tests.cast import GROUND, Cast, reread, succeeded

PEOPLE = (
    "Nguyễn Thị Lan",
    "Trần Văn Đức",
    "Lê Thị Bích Ngọc",
    "Phạm Quốc Ưng",
    "Huỳnh Thị Mỹ Hạnh",
    "Võ Văn Kiệt",
    "Đặng Thị Kim Oanh",
    "Bùi Xuân Hướng",
)


@dataclass
class Town:
    """The cast, and one dossier by the name of its state."""

    cast: Cast
    by_state: dict[str, Dossier] = field(default_factory=dict)

    def __getitem__(self, state: str) -> Dossier:
        return self.by_state[state]


def ago(days: float) -> datetime:
    """A moment so many days before now."""
    return datetime.now(UTC) - timedelta(days=days)


def received_ago(cast: Cast, days: float, number: int = 0, **given: object) -> Dossier:
    """A dossier that Hoa received so many days ago, of one of the people."""
    name = PEOPLE[number % len(PEOPLE)]
    person = Person(name, identifiers=(("personal_id", f"0801900{number:05d}"),), address="Ấp 3, xã Mỹ Bình")
    return cast.received(ago(days), applicant=person, **given)


def act(function, dossier: Dossier, who, days: float, /, **given) -> None:
    """One act so many days ago."""
    when = ago(days)
    succeeded(function([dossier.pk], by=who, at=when, recorded_at=when, ground=GROUND, **given))


def at_leader(cast: Cast, days: float, number: int = 0) -> Dossier:
    """Received, taken in the office, and sent to its leader within a day."""
    dossier = received_ago(cast, days, number)
    act(move, dossier, cast.hoa, days - 0.1, to=cast.inbox)
    act(take, dossier, cast.an, days - 0.2)
    act(move, dossier, cast.an, days - 0.3, to=cast.leader, note="Đủ điều kiện")
    return dossier


def decided(cast: Cast, days: float, number: int = 0, after: float = 0.5) -> Dossier:
    """Granted by Chi so many days after it was received."""
    dossier = at_leader(cast, days, number)
    when = ago(days - after)
    documents = {dossier.pk: Document(f"{number + 1}/QĐ-UBND", local_day(when))}
    act(decide, dossier, cast.chi, days - after, outcome="granted", documents=documents)
    return dossier


def build_town(cast: Cast) -> Town:
    """One dossier in each state."""
    town = Town(cast)
    found: dict[str, Dossier] = {
        "overdue": received_ago(cast, 30, 0),
        "received": received_ago(cast, 0.1, 1, procedure="15-calendar"),
        "leader": at_leader(cast, 3, 2),
        "decided": decided(cast, 6, 3),
        "returned": decided(cast, 9, 4),
        "late": decided(cast, 40, 5, after=30),
        "waiting": received_ago(cast, 8, 6),
        "resumed": received_ago(cast, 15, 7),
        "withdrawn": received_ago(cast, 10, 8),
        "stopped": received_ago(cast, 12, 9),
        "taken": received_ago(cast, 4, 10),
    }
    act(return_result, found["returned"], cast.hoa, 1)
    for name, since in (("waiting", 7), ("resumed", 13)):
        act(move, found[name], cast.hoa, since + 0.5, to=cast.inbox)
        act(ask_for_supplement, found[name], cast.an, since, missing="Bản sao giấy khai sinh")
    act(resume, found["resumed"], cast.an, 5)
    act(withdraw, found["withdrawn"], cast.hoa, 9, reason="Người nộp đổi ý")
    act(stop, found["stopped"], cast.chi, 2, reason="Quá hạn bổ sung")
    act(move, found["taken"], cast.hoa, 3.5, to=Holder(cast.office.pk, "handling"))
    act(take, found["taken"], cast.an, 3)
    town.by_state = {name: reread(dossier) for name, dossier in found.items()}
    return town


def with_standing_clocks(town: Town) -> Town:
    """Two more in the office's inbox: one whose clock stands for the tax office, one whose applicant owes money."""
    cast = town.cast
    for number, name in enumerate(("outside", "owing"), start=12):
        town.by_state[name] = received_ago(cast, 7, number, procedure="15-calendar")
        act(move, town[name], cast.hoa, 5.5, to=cast.inbox)
    act(wait_for, town["outside"], cast.an, 5, cause="tax", note="Phiếu chuyển thông tin số 12")
    act(ask_for_payment, town["owing"], cast.an, 4, note="Tiền sử dụng đất")
    town.by_state |= {name: reread(town[name]) for name in ("outside", "owing")}
    return town
