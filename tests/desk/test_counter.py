"""The counter: received once, refused in sentences, with and without JavaScript; what was typed stays."""

from typing import Any

import pytest
from django.test import Client

from motcua.dossiers.models import Dossier
from motcua.journal.ids import uuid7
from motcua.people.models import Applicant
from tests.cast import Cast, reread

CARD = "080190000001|331234567|Nguyễn Thị Lan|24121990|Nữ|Ấp 3, xã Mỹ Bình, huyện Đức Huệ, Long An|01052021"
HTMX = {"HTTP_HX_REQUEST": "true"}


def form_of(cast: Cast, **typed: Any) -> dict[str, Any]:
    """What the page sends for a common case."""
    given = {
        "id": uuid7(),
        "procedure": "5-days",
        "deciding_unit": cast.office.pk,
        "received_unit": cast.desk.pk,
        "applicant_name": "Nguyễn Thị Mới",
        "identifier": "080190999999",
        "born_on": "24/12/1990",
        "address": "Ấp 3, xã Mỹ Bình",
        "phone": "0901234567",
        "channel": "counter",
        "return_channel": "post",
    }
    return given | typed


def text_of(answer: Any) -> str:
    return answer.content.decode()


def test_what_is_typed_is_received_and_leads_to_the_receipt(cast: Cast, sign_in):
    form = form_of(cast)
    answer = sign_in("hoa").post("/counter/", form)
    assert answer.status_code == 303, text_of(answer)[-3000:]
    assert answer.headers["Location"] == f"/dossiers/{form['id']}/receipt/"
    dossier = reread(form["id"])
    assert dossier.number and dossier.due_at
    assert (dossier.return_channel, dossier.helped_unit) == ("post", cast.desk)
    applicant = dossier.applicant
    assert (applicant.name, applicant.phone, f"{applicant.born_on:%d/%m/%Y}") == (
        "Nguyễn Thị Mới",
        "0901234567",
        "24/12/1990",
    )
