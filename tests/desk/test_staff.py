"""The pages of the staff register: what is read is noted, what is imported is looked at first, figures open."""

from collections.abc import Callable
from datetime import date

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from motcua.journal.models import Reading
from motcua.people.actor import SYSTEM_ACTOR, Actor
from motcua.staff.models import Mailbox, StaffFile, StaffKind, StaffMember
from tests.cast import Cast
from tests.staff.conftest import entered, giang, row, sheet

__all__ = ["giang"]
SignIn = Callable[..., Client]
PEOPLE = {"number": "801-1", "name": "Lê Thị Bé", "kind": "Công chức", "unit": "801.02", "first": "01/01/2018"}


def uploaded(client: Client, **given: str) -> str:
    content = sheet(PEOPLE | {"title": "Chuyên viên"} | given)
    answer = client.post("/staff/import/", {"file": SimpleUploadedFile("people.xlsx", content)})
    assert answer.status_code == 303
    return str(answer.headers["Location"])


def test_a_file_is_looked_at_before_it_is_entered(giang: Actor, sign_in: SignIn) -> None:
    client = sign_in("giang", "en")
    preview = uploaded(client)
    assert "Lê Thị Bé" in client.get(preview).content.decode() and not StaffMember.objects.exists()
    assert client.post(preview).status_code == 303
    assert "Lê Thị Bé" in client.get("/staff/").content.decode()
    assert not StaffFile.objects.filter(content__isnull=False).exists()


def test_a_wrong_cell_is_shown_with_row_and_column_and_cannot_be_entered(giang: Actor, sign_in: SignIn) -> None:
    client = sign_in("giang", "en")
    preview = uploaded(client, unit="999")
    page = client.get(preview).content.decode()
    assert "Code of the unit" in page and "No unit bears the code 999" in page
    assert client.post(preview).status_code == 409 and not StaffMember.objects.exists()


def test_a_preview_is_its_uploaders_alone(giang: Actor, sign_in: SignIn) -> None:
    preview = uploaded(sign_in("giang"))
    assert sign_in("chi").get(preview).status_code == 403


def test_who_reads_a_person_is_noted(cast: Cast, giang: Actor, sign_in: SignIn) -> None:
    entered(row(2), by=giang)
    member = StaffMember.objects.get()
    assert sign_in("chi").get(f"/staff/people/{member.pk}/").status_code == 200
    assert sign_in("an").get(f"/staff/people/{member.pk}/").status_code == 404
    [read] = Reading.objects.filter(subject_type="staffmember", subject_id=member.pk)
    assert read.account == cast.accounts["chi"].pk


def test_a_figure_opens_into_its_people_and_says_who_is_not_counted(giang: Actor, sign_in: SignIn) -> None:
    entered(row(2, rank="Đại học", since=date(2007, 6, 30)), by=giang)
    entered(row(2, number="801-2", name="Hồ Văn Ba"), by=giang)
    client = sign_in("chi", "en")
    assert "50,00" in client.get("/staff/report/?on=07/01/2019").content.decode()
    figure = "/staff/report/standard-civil_servant/?on=07/01/2019"
    assert "Hồ Văn Ba" not in client.get(figure).content.decode()
    assert "Hồ Văn Ba" in client.get(f"{figure}&part=rest").content.decode()


@pytest.mark.parametrize(
    ("asked", "found"), [("", True), ("?q=be", True), ("?q=zz", False), ("?on=01/01/2017", False)]
)
def test_the_list_is_that_of_a_day_and_of_what_is_searched(
    giang: Actor, sign_in: SignIn, asked: str, found: bool
) -> None:
    entered(row(2), by=SYSTEM_ACTOR)
    assert ("Lê Thị Bé" in sign_in("chi").get(f"/staff/{asked}").content.decode()) is found


@pytest.mark.parametrize(
    "said",
    [
        {"act": "standard", "kind": "cadre", "level": "district", "rank": "university"},
        {"act": "use", "logins": "5"},
        {"act": "equipment", "code": "chairs", "level": "", "quantity": "9", "per": "desk"},
    ],
)
def test_rules_are_laid_down_by_the_highest_administrator(
    giang: Actor, sign_in: SignIn, said: dict[str, str]
) -> None:
    rule = said | {"legal_basis": "12/QĐ-UBND", "first": "01/02/2019"}
    assert sign_in("chi").post("/staff/rules/", rule).status_code == 403
    client = sign_in("giang", "en")
    assert client.post("/staff/rules/", rule | {"legal_basis": ""}).status_code == 409
    assert client.post("/staff/rules/", rule).status_code == 303
    assert "12/QĐ-UBND" in client.get("/staff/rules/").content.decode()


def test_a_rule_ends_and_a_mailbox_is_closed(giang: Actor, cast: Cast, sign_in: SignIn) -> None:
    client = sign_in("giang", "en")
    ended = {"act": "end", "last": "01/01/2030", "legal_basis": "12/QĐ-UBND"}
    kind = StaffKind.objects.get(code="non_specialised", valid__upper_inf=True)
    assert client.post("/staff/rules/", ended | {"which": f"kind-{kind.pk}"}).status_code == 303
    box = {"address": "a@office.example", "unit": str(cast.office.pk), "first": "01/01/2019"}
    assert client.post("/staff/mailboxes/", {"act": "mailbox"} | box).status_code == 303
    close = {"act": "close", "address": "A@office.example", "last": "01/02/2019"}
    assert [client.post("/staff/mailboxes/", close).status_code for _n in range(2)] == [303, 422]
    assert Mailbox.objects.get().valid.upper == date(2019, 2, 2)


def test_statistics_with_a_wrong_row_are_refused_with_the_row(giang: Actor, sign_in: SignIn) -> None:
    file = SimpleUploadedFile("mail.csv", b"address;sent\nz@office.example;1\n")
    page = sign_in("giang", "en").post("/staff/mailboxes/", {"month": "10/2019", "file": file})
    assert page.status_code == 409 and "z@office.example" in page.content.decode()


def test_acts_on_a_person_are_done_from_his_page(giang: Actor, sign_in: SignIn) -> None:
    entered(row(2), by=giang)
    member = StaffMember.objects.get()
    page, client = f"/staff/people/{member.pk}/", sign_in("giang", "en")
    leave = {"act": "leave", "kind": "annual", "first": "07/01/2030", "last": "09/01/2030"}
    assert client.post(page, leave).status_code == 303
    refused = client.post(page, leave)
    assert refused.status_code == 409 and "Already away" in refused.content.decode()
    ended = {"act": "end", "post": str(member.assignments.get().pk), "last": "01/02/2019"}
    assert client.post(page, ended).status_code == 303
    assert member.assignments.get().valid.upper == date(2019, 2, 2)
    assert client.post(page, {"act": "correct", "name": "Lê Thị Bê"}).status_code == 303
