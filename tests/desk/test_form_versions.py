"""An administrator writes a version of a form, looks at it on a past dossier; it is in force only if it prints."""

from motcua.printing.models import FormVersion
from motcua.printing.sets import set_on
from tests.desk.routes.calendars import administrator
from tests.desk.routes.form_versions import written
from tests.printing.conftest import sheets

PREVIEW, NEW = "/forms/receipt/preview/", "/forms/receipt/new/"
OWN = '#import "/layout.typ": *\n#show: sheet.with("Mẫu riêng")\nMẫu riêng #data.number'


def test_the_preview_is_the_form_on_a_past_dossier(town, sign_in):
    administrator(town.cast)
    number = town["received"].number
    response = sign_in("quan").post(PREVIEW, {"source": OWN, "number": number})
    assert f"Mẫu riêng {number}" in sheets(response.content)[0]
    response = sign_in("quan").post(PREVIEW, {"source": OWN})
    assert (response.status_code, response["Content-Type"]) == (200, "application/pdf")
    assert response["X-Frame-Options"] == "SAMEORIGIN"


def test_the_preview_of_a_register_is_the_one_in_which_the_dossier_stands(town, sign_in):
    administrator(town.cast)
    dossier = town["received"]
    source = set_on(dossier.received_on, "register").template("register").read_text(encoding="utf-8")
    said = {"source": source.replace("[SỔ THEO DÕI HỒ SƠ]", "[SỔ RIÊNG]"), "number": dossier.number}
    [text] = sheets(sign_in("quan").post("/forms/register/preview/", said).content)
    assert "SỔ RIÊNG" in text and dossier.number.replace("-", "") in "".join(text.split()).replace("-", "")


def test_what_is_wrong_is_said_with_its_line_and_nothing_is_in_force(town, sign_in):
    administrator(town.cast)
    wrong = OWN + "\n#data.bogus"
    response = sign_in("quan").post(PREVIEW, {"source": wrong})
    assert response.status_code == 422 and "bogus" in response.content.decode()
    response = sign_in("quan").post(NEW, {**written(town), "source": wrong})
    page = response.content.decode()
    assert response.status_code == 409 and "bogus" in page and "Mẫu riêng" in page, "what was typed stays"
    assert not FormVersion.objects.exists()


def test_a_past_dossier_that_nobody_has_is_said(town, sign_in):
    administrator(town.cast)
    response = sign_in("quan").post(PREVIEW, {"source": OWN, "number": "000.00.00.X00-000000-0000"})
    assert response.status_code == 404


def test_put_in_force_it_stands_in_the_list(town, sign_in):
    administrator(town.cast)
    assert sign_in("quan").post(NEW, {**written(town), "source": OWN}).status_code == 303
    assert "12/QĐ-UBND" in sign_in("hoa").get("/forms/").content.decode()
