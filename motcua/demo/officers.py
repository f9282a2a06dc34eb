"""Second part: the officers with their posts, and the sheet of sign-ins.

Nobody's password stands in the repository: one is made for all of them while the demo is played.
"""

import os
import secrets
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings
from django.contrib.auth.hashers import make_password
from django.utils.translation import gettext as _

from motcua.demo.district import COMMUNES, DESK, OFFICES
from motcua.demo.names import Names
from motcua.demo.rota import desk_officers, handlers, leaders
from motcua.demo.stage import Stage
from motcua.people.admit import NewAccount, NewPost, admit
from motcua.people.models import Function

SHEET = "demo-signins.txt"


@dataclass(frozen=True, slots=True)
class Duty:
    """Who holds what: the sign-in name, and functions with a title in units of the stage."""

    username: str
    posts: tuple[tuple[str, Function, str], ...]


def duties() -> Iterator[Duty]:
    """All officers of the demo."""
    yield from _district()
    for office in OFFICES:
        yield from _office(office.key)
    for commune in COMMUNES:
        yield from _commune(commune.key)


def _district() -> Iterator[Duty]:
    chair, deputy = leaders(DESK)
    yield Duty(chair, (("", Function.LEADER, "Chủ tịch UBND huyện"),))
    yield Duty(deputy, (("", Function.LEADER, "Phó Chủ tịch UBND huyện"),))
    yield Duty(f"kiemsoat.{DESK}", (("", Function.CONTROL, "Công chức kiểm soát thủ tục hành chính"),))
    yield Duty(f"vanthu.{DESK}", (("", Function.RECORDS, "Văn thư"),))
    yield Duty(f"quantri.{DESK}", (("", Function.ADMINISTRATOR, "Quản trị hệ thống"),))
    for username in desk_officers(DESK):
        yield Duty(username, ((DESK, Function.RECEIVING, "Công chức tiếp nhận"),))
    yield Duty(f"traketqua.{DESK}", ((DESK, Function.RETURNING, "Công chức trả kết quả"),))
    yield Duty(f"thuquy.{DESK}", ((DESK, Function.CASHIER, "Thủ quỹ"),))


def _office(key: str) -> Iterator[Duty]:
    head, deputy = leaders(key)
    for username in handlers(key):
        yield Duty(username, ((key, Function.HANDLING, "Chuyên viên"),))
    yield Duty(head, ((key, Function.LEADER, "Trưởng phòng"),))
    # Control officers hold that duty beside their post, as the summary complains.
    yield Duty(
        deputy, ((key, Function.LEADER, "Phó Trưởng phòng"), (key, Function.CONTROL, "Đầu mối kiểm soát TTHC"))
    )


def _commune(key: str) -> Iterator[Duty]:
    for username in desk_officers(key):
        functions = (Function.RECEIVING, Function.RETURNING, Function.CASHIER)
        yield Duty(username, tuple((key, function, "Công chức Một cửa") for function in functions))
    for username, title in zip(handlers(key), ("Tư pháp - Hộ tịch", "Địa chính - Xây dựng"), strict=True):
        yield Duty(username, ((key, Function.HANDLING, f"Công chức {title}"),))
    chair, deputy = leaders(key)
    yield Duty(chair, ((key, Function.LEADER, "Chủ tịch UBND"),))
    yield Duty(deputy, ((key, Function.LEADER, "Phó Chủ tịch UBND"),))
    office = ((key, Function.RECORDS, "Công chức Văn phòng"), (key, Function.CONTROL, "Đầu mối kiểm soát TTHC"))
    yield Duty(f"vanphong.{key}", office)


def play(stage: Stage) -> None:
    """Admit all officers under one new password, from the first day of 2018."""
    stage.password = stage.password or "-".join(secrets.token_hex(2) for _n in range(4))
    hashed = make_password(stage.password)
    names = Names(stage.seed)
    new = [
        NewAccount(
            duty.username,
            names.officer(),
            [NewPost(stage.units[unit], function, title) for unit, function, title in duty.posts],
            password_hash=hashed,
        )
        for duty in duties()
    ]
    accounts = admit(new, **stage.founding, ground="DECISION")
    stage.accounts = {account.username: account for account in accounts}


def useful() -> dict[str, str]:
    """Six sign-ins that show the most, and what each can do."""
    return {
        f"tiepnhan.{DESK}": _("receives dossiers at the district's one-stop desk"),
        "chuyenvien.tainguyen": _("handles land dossiers in the office of natural resources"),
        "lanhdao.tuphap": _("decides in the justice office"),
        "motcua.binhthanh": _("receives, returns and collects fees in the commune of Bình Thành"),
        f"kiemsoat.{DESK}": _("sees the whole district and its reports"),
        f"quantri.{DESK}": _("decides about the calendar of the district"),
    }


def sheet(password: str) -> str:
    """The sign-ins as text for people."""
    width = max(map(len, useful()))
    lines = [f"  {username:<{width}}  {what}" for username, what in useful().items()]
    title = _("Sign-ins of the demo, all with the password %(password)s") % {"password": password}
    return "\n".join([title, *lines]) + "\n"


def keep_sheet(password: str) -> Path:
    """Keep the sheet in the home, for its owner's eyes only."""
    path = Path(settings.HOME) / SHEET
    path.parent.mkdir(parents=True, exist_ok=True)
    path.unlink(missing_ok=True)
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="utf-8") as file:
        file.write(sheet(password))
    return path
