"""Every form but 01 and 04: each field in the text of its PDF, in both sets; nothing cut off; printed by an act."""

import io

import pytest
from PIL import Image, ImageOps

from motcua.dossiers.intake import Person
from motcua.printing.models import PrintedForm
from motcua.printing.render import pdf_of, pictures_of
from motcua.printing.sets import form_sets
from tests.cast import Cast
from tests.printing.conftest import sheets, text_of
from tests.printing.fields import FIELDS
from tests.printing.forms_of_the_town import MONDAYS, Week, of_form, printed
from tests.printing.tagged import assert_tagged_throughout
from tests.printing.test_receipt import longest_of_the_catalogue

CASES = [
    (each.code, form)
    for each in form_sets()
    for form in each.forms
    if form not in ("receipt", "letter", "register")
]


@pytest.mark.parametrize(("form_set", "form"), CASES)
def test_every_field_of_the_form_stands_in_the_text_of_its_pdf(cast: Cast, paid, form_set, form) -> None:
    week = Week(cast, MONDAYS[form_set])
    dossier = of_form(week, form)
    one = printed(week, form, dossier)
    pdf = pdf_of(one)
    text = text_of(pdf)
    for said in FIELDS[form]:
        assert said in text, (said, text)
    if dossier.number:
        assert dossier.number in text
    assert one.form_set == form_set
    assert_tagged_throughout(pdf)


@pytest.mark.parametrize(("form_set", "form"), CASES)
def test_the_longest_names_addresses_and_reasons_stand_there_whole(cast: Cast, paid, form_set, form) -> None:
    name = " ".join(f"Nguyễn{n} Thị Quỳnh Ưởng" for n in range(8))[:180]
    address = " ".join(f"ấp{n} Mỹ Quý Đông" for n in range(30))[:290]
    subject, _others = longest_of_the_catalogue()
    long = "\n".join(f"Nội dung thứ {n}: chờ Văn phòng đăng ký đất đai xác nhận thửa đất số {n}" for n in range(50))
    person = Person(name, identifiers=(("personal_id", "080090000017"),), address=address)
    given: dict[str, object] = {"applicant": person, "holder": None, "subject": subject[:480]}
    whole = [name, subject[:480]]
    if form in ("supplement", "refusal", "stopped", "extract", "confirmation"):
        given |= {{"supplement": "missing"}.get(form, "reason" if form in ("refusal", "stopped") else "text"): long}
        whole += long.splitlines()
    if form == "refusal":
        given = {"reason": long}
        whole = long.splitlines()
    if form == "certified":
        given |= {"what": subject[:480]}
    week = Week(cast, MONDAYS[form_set])
    paid |= {"payer": name, "payer_address": address}
    one = printed(week, form, of_form(week, form, **given))
    text = text_of(pdf_of(one)).replace(" ", "")
    for each in whole:
        assert "".join(each.split()) in text, each
    assert_nothing_leaves_the_page(one)


def assert_nothing_leaves_the_page(one: PrintedForm) -> None:
    """The ink of every page keeps the margins: nothing runs out of its column or off the sheet."""
    for picture in pictures_of(one, ppi=50):
        sheet = Image.open(io.BytesIO(picture)).convert("L")
        left, top, right, bottom = ImageOps.invert(sheet).getbbox() or (0, 0, 0, 0)
        millimetre = 50 / 25.4
        is_money = one.form == "money"
        at_left, at_right, above = (11, 11, 8) if is_money else (29, 14, 9)
        assert left >= at_left * millimetre and sheet.width - right >= at_right * millimetre, (left, right)
        assert top >= above * millimetre and sheet.height - bottom >= (6 if is_money else 15) * millimetre, (
            top,
            bottom,
        )


def test_a_cancelled_receipt_of_money_says_so_on_all_three_copies(cast: Cast, paid) -> None:
    week = Week(cast, MONDAYS["tt03-2025"])
    paid |= {"cancelled_at": week.hour(0, 11), "cancelled_for": "Ghi nhầm tên người nộp"}
    copies = sheets(pdf_of(printed(week, "money", week.received())))
    words = ("Liên 1: Lưu", "Liên 2: Giao người nộp", "Liên 3: Dùng nội bộ")
    assert len(copies) == 3
    for text, word in zip(copies, words, strict=True):
        assert word in text and "ĐÃ HỦY" in text and "Ghi nhầm tên người nộp" in text


def test_a_sign_that_the_fonts_lack_does_not_keep_a_form_from_being_printed(cast: Cast) -> None:
    week = Week(cast, MONDAYS["tt03-2025"])
    dossier = week.supplement(missing="Ảnh 3x4 😀 của người yêu cầu")
    assert "Ảnh 3x4" in text_of(pdf_of(printed(week, "supplement", dossier)))


@pytest.mark.parametrize("form", ["supplement", "refusal", "stopped"])
def test_what_people_wrote_is_printed_and_never_run(cast: Cast, form) -> None:
    typed = "#strong[x] *đậm* $x^2$ \\ _nghiêng_ <script>alert(1)</script> @lan `mã` // hết"
    week = Week(cast, MONDAYS["tt03-2025"])
    given = {"missing": typed} if form == "supplement" else {"reason": typed}
    assert " ".join(typed.split()) in text_of(pdf_of(printed(week, form, of_form(week, form, **given))))
