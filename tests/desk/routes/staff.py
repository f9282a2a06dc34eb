"""Routes of the staff register: Quan keeps that of the district; a stranger reads his own unit's."""

from datetime import date
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile

from motcua.people.actor import SYSTEM_ACTOR
from motcua.staff.columns import Wanted
from motcua.staff.entering import enter_staff
from motcua.staff.models import StaffFile, StaffMember
from tests.desk.routes.calendars import administrator
from tests.desk.routes.route import Route
from tests.desk.town import Town, ago

BORN = {
    "number": "801-7",
    "name": "Trương Thị Bé",
    "first": "01/01/2019",
    "kind": "civil_servant",
    "unit": "801.02",
}


def kept(town: Town) -> list[Any]:
    """Somebody in the register, of an office that a stranger does not see."""
    administrator(town.cast)
    row = Wanted(1, "801-1", "Lê Thị Bé", "civil_servant", "801.02", "Chuyên viên", date(2018, 1, 1))
    who: dict[str, Any] = {"by": SYSTEM_ACTOR, "at": ago(1), "ground": "LUAT-80-2025"}
    assert enter_staff([row], **who).loaded
    return [StaffMember.objects.get(number="801-1").pk]


def nothing(town: Town) -> list[Any]:
    kept(town)
    return []


def upload(name: str = "register.csv") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, b"number;name\n1;2\n")


def file(town: Town) -> list[Any]:
    """A file that Quan uploaded, with a row that enters somebody."""
    account = administrator(town.cast).pk
    table = "number;name;kind;unit;title;first\n801-9;Lê Thị Chín;Công chức;801.02;Chuyên viên;01/01/2019\n"
    facts = {"kind": "register", "file_name": "register.csv", "content": table.encode(), "account": account}
    return [StaffFile.objects.create(brought_at=ago(0.1), **facts).pk]


def desk(town: Town) -> list[Any]:
    administrator(town.cast)
    return [town.cast.desk.pk]


ROUTES: dict[str, Route] = {
    "staff": Route("quan", args=nothing),
    "staff_report": Route("quan", args=nothing),
    "staff_figure": Route("quan", args=lambda town: [*nothing(town), "staff"]),
    "staff_member": Route("quan", post=303, stranger_get=404, stranger_post=404, args=kept),
    "staff_new": Route(
        "quan",
        post=303,
        stranger_get=403,
        stranger_post=403,
        args=nothing,
        data=lambda town: BORN | {"title": "Chuyên viên"},
    ),
    "staff_import": Route(
        "quan", post=422, stranger_get=403, stranger_post=403, args=nothing, data=lambda town: {"file": ""}
    ),
    "staff_import_file": Route("quan", post=303, stranger_get=403, stranger_post=403, args=file),
    "staff_template": Route("quan", args=lambda town: [*nothing(town), "register"]),
    "staff_mailboxes": Route(
        "quan",
        post=303,
        stranger_post=403,
        args=nothing,
        data=lambda town: {
            "act": "mailbox",
            "address": "tuphap@office.example",
            "unit": str(town.cast.office.pk),
            "first": "01/01/2019",
        },
    ),
    "staff_equipment": Route("quan", args=nothing),
    "staff_desk": Route(
        "quan",
        post=303,
        stranger_get=404,
        stranger_post=404,
        args=desk,
        data=lambda town: {"on": f"{ago(1):%d/%m/%Y}", "n_computer": "2"},
    ),
    "staff_rules": Route(
        "quan",
        post=303,
        stranger_post=403,
        args=nothing,
        data=lambda town: {"act": "use", "sent": "5", "legal_basis": "12/QĐ-UBND", "first": "01/01/2019"},
    ),
}
