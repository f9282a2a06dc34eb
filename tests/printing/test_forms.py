"""Every form but 01 and 04: each field in the text of its PDF, in both sets; nothing cut off; printed by an act."""

import io
from collections.abc import Iterator
from pathlib import Path

import pypdf
import pytest
from django.core.management import call_command
from PIL import Image, ImageOps

from motcua.catalogue.models import Field
from motcua.command import Refusal
from motcua.dossiers.intake import Person
from motcua.dossiers.waiting import ask_for_supplement, resume
from motcua.journal.models import Entry
from motcua.organisation.tree import tree
from motcua.printing import money
from motcua.printing.forms import FORMS
from motcua.printing.models import PrintedBook, PrintedForm
from motcua.printing.money import MoneyLine, MoneyPaper, receipts_from
from motcua.printing.print_form import may_print
from motcua.printing.register import pdf_of_book, print_book
from motcua.printing.render import pdf_of, pictures_of
from motcua.printing.sets import form_sets
from motcua.printing.words import amount_in_words, number_in_words
from tests.cast import GROUND, Cast, reread
from tests.printing.conftest import ADDRESS, asked, sheets
from tests.printing.forms_of_the_town import MONDAYS, Week, of_form, printed
from tests.printing.test_receipt import longest_of_the_catalogue

NATION = ("CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", "Độc lập - Tự do - Hạnh phúc", "Đức Huệ, ngày")
REACH = ("Địa chỉ: Ấp 3, xã Mỹ Quý Đông", "Số điện thoại: 0912 345 678", "Email: uong@vidu.vn")
ASKED = "Đăng ký lại khai sinh (Khai sinh năm 1998)"
WHOSE = "Chủ hồ sơ: Nguyễn Thị Quỳnh Như, địa chỉ: Ấp 4, xã Mỹ Bình (Cha của trẻ)"
FIELDS: dict[str, tuple[str, ...]] = {
    "supplement": (
        *NATION,
        *REACH,
        "PHIẾU YÊU CẦU BỔ SUNG, HOÀN THIỆN HỒ SƠ",
        "Hồ sơ của: Nguyễn Văn Ưởng",
        "080090000017",
        f"Nội dung yêu cầu giải quyết: {ASKED}",
        WHOSE,
        "1. Bản sao giấy khai sinh",
        "2. Tờ khai có chữ ký",
        "Lý do: ",
        "10 giờ 00 phút",
        "liên hệ với Bộ phận Một cửa huyện",
        "NGƯỜI HƯỚNG DẪN",
        "Lê Văn An",
    ),
    "refusal": (
        *NATION,
        *REACH,
        "PHIẾU TỪ CHỐI TIẾP NHẬN GIẢI QUYẾT HỒ SƠ",
        "Bộ phận tiếp nhận và trả kết quả: Bộ phận Một cửa huyện",
        "Tiếp nhận hồ sơ của: Nguyễn Văn Ưởng (nộp trực tiếp)",
        "080090000017",
        ASKED,
        "(chưa có)",
        "Không thuộc thẩm quyền của Ủy ban nhân dân huyện",
        "NGƯỜI NỘP HỒ SƠ",
        "NGƯỜI TIẾP NHẬN HỒ SƠ",
        "Trần Thị Hoa",
    ),
    "stopped": (
        *NATION,
        *REACH,
        "THÔNG BÁO Về việc dừng giải quyết hồ sơ",
        "Kính gửi: Nguyễn Văn Ưởng",
        "080090000017",
        ASKED,
        "Thời gian tiếp nhận hồ sơ: 08 giờ 05 phút",
        "kể từ 14 giờ 00 phút",
        "Lý do: Quá thời hạn bổ sung mà không bổ sung",
        "THỦ TRƯỞNG CƠ QUAN, ĐƠN VỊ",
        "Võ Thị Chi",
    ),
    "control": (
        *NATION,
        "PHIẾU KIỂM SOÁT QUÁ TRÌNH GIẢI QUYẾT HỒ SƠ",
        "Cơ quan (bộ phận) giải quyết hồ sơ: Phòng Tư pháp",
        "Cơ quan phối hợp giải quyết hồ sơ: không",
        "Thời gian nhận hồ sơ: 08 giờ 05 phút",
        "Thời gian hẹn trả kết quả: 08 giờ 05 phút",
        "Người giao: Trần Thị Hoa Phòng Tư pháp (thụ lý) Người nhận: Lê Văn An Giao: 09 giờ 00",
        "Nhận: 09 giờ 30",
        "trước hạn Đủ thành phần",
        "Phòng Tư pháp (lãnh đạo)",
        "trước hạn Đủ điều kiện",
        "Phòng Tư pháp (lãnh đạo) Người giao: Võ Thị Chi",
        "trước hạn 17/QĐ-UBND",
        "Bộ phận Một cửa huyện (trả kết quả)",
        "Lê Thị Bích Ngọc",
    ),
    "handed_out": (
        *NATION,
        *REACH,
        "GIẤY BIÊN NHẬN TRẢ KẾT QUẢ GIẢI QUYẾT HỒ SƠ",
        "Người nộp hồ sơ: Nguyễn Văn Ưởng",
        "080090000017",
        WHOSE,
        f"Thủ tục hành chính: {ASKED}",
        "Thời gian hẹn trả kết quả: 08 giờ 05 phút",
        "(trước hạn)",
        "Kết quả giải quyết: Đồng ý giải quyết",
        "Văn bản kết quả: số 17/QĐ-UBND, ngày",
        "Người nhận kết quả: Lê Thị Bích Ngọc",
        "Giấy ủy quyền số 5",
        "Thời gian trả kết quả: 09 giờ 15 phút",
        "NGƯỜI TRẢ KẾT QUẢ",
        "Trần Thị Hoa",
    ),
    "money": (
        "BIÊN LAI THU PHÍ, LỆ PHÍ",
        "Mẫu số: 01BLP3-001",
        "Ký hiệu: AA-26P",
        "Số: 0000012",
        "Liên 1: Lưu",
        "Người nộp tiền: Nguyễn Văn Ưởng",
        f"Thủ tục hành chính: {ASKED}",
        "1 Phí chứng thực bản sao Phí 12.000 đồng",
        "2 Lệ phí hộ tịch Lệ phí 8.000 đồng",
        "Cộng phí: 12.000 đồng",
        "Cộng lệ phí: 8.000 đồng",
        "Tổng số tiền: 20.000 đồng",
        "viết bằng chữ: Hai mươi nghìn đồng",
        "Hình thức nộp: tiền mặt",
        "NGƯỜI THU TIỀN",
        "Trần Thị Hoa",
    ),
    "certified": (
        *NATION,
        "Chứng thực bản sao đúng với bản chính",
        "Bằng tốt nghiệp đại học",
        "Số trang của bản chính: 3",
        "Số bản sao: 02 (hai)",
        "Số chứng thực:",
        "Người yêu cầu chứng thực: Nguyễn Văn Ưởng",
        "Võ Thị Chi",
    ),
    "extract": (
        *NATION,
        "TRÍCH LỤC (BẢN SAO)",
        "Cấp bản sao Trích lục hộ tịch",
        "Số: 17/QĐ-UBND",
        "Họ, chữ đệm, tên: Nguyễn Thị Quỳnh Như",
        "Nơi cư trú: Ấp 4, xã Mỹ Bình",
        "Sinh ngày 05/11/1998 tại Trạm y tế xã Mỹ Bình",
        "Dân tộc: Kinh; Quốc tịch: Việt Nam",
        "Theo đề nghị của: Nguyễn Văn Ưởng (Cha của trẻ)",
        "Võ Thị Chi",
    ),
    "confirmation": (
        *NATION,
        "GIẤY XÁC NHẬN",
        "XÁC NHẬN:",
        "Họ, chữ đệm, tên: Nguyễn Thị Quỳnh Như",
        "Hiện tại chưa đăng ký kết hôn với ai",
        "Số: 17/QĐ-UBND",
        "Võ Thị Chi",
    ),
}
CASES = [
    (each.code, form)
    for each in form_sets()
    for form in each.forms
    if form not in ("receipt", "letter", "register")
]


@pytest.fixture
def paid(cast: Cast) -> Iterator[dict[str, object]]:
    """Every dossier has one receipt of money; what is put in here is said of it."""
    changed: dict[str, object] = {}

    def papers(dossiers):
        for pk in dossiers:
            facts = {
                "key": pk.hex,
                "dossier": pk,
                "unit": cast.desk.pk,
                "form_code": "01BLP3-001",
                "symbol": "AA-26P",
                "number": "0000012",
                "payer": "Nguyễn Văn Ưởng",
                "payer_address": "Ấp 3, xã Mỹ Quý Đông",
                "lines": (
                    MoneyLine("Phí chứng thực bản sao", "fee", 12_000),
                    MoneyLine("Lệ phí hộ tịch", "charge", 8_000),
                ),
                "amount": 20_000,
                "means": "cash",
                "at": reread(pk).last_at,
                "cashier": "Trần Thị Hoa",
            }
            yield MoneyPaper(**(facts | changed))

    before = list(money._sources)
    money._sources.clear()
    receipts_from(papers)
    yield changed
    money._sources[:] = before


def text_of(pdf: bytes) -> str:
    return " ".join(sheets(pdf))


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
    assert_is_archived(pdf)


def assert_is_archived(pdf: bytes) -> None:
    """PDF/A-2a and PDF/UA-1: marked, with its output intent, its language, its title and embedded fonts alone."""
    root = pypdf.PdfReader(io.BytesIO(pdf)).trailer["/Root"]
    said = root["/Metadata"].get_object().get_data().decode()
    assert "<pdfaid:part>2<" in said and "<pdfaid:conformance>A<" in said and "<pdfuaid:part>1<" in said
    assert root["/MarkInfo"]["/Marked"] and root["/OutputIntents"] and root["/StructTreeRoot"]
    assert str(root["/Lang"]).lower().startswith("vi")
    for page in pypdf.PdfReader(io.BytesIO(pdf)).pages:
        fonts = {str(font.get_object()["/BaseFont"]) for font in page["/Resources"]["/Font"].values()}
        assert fonts and all("+Tinos" in font for font in fonts)


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


@pytest.mark.parametrize("form", ["supplement", "control", "handed_out"])
def test_the_set_in_force_on_the_day_of_what_it_tells_is_printed_also_years_later(cast: Cast, form) -> None:
    week = Week(cast, MONDAYS["tt01-2018"])
    dossier = of_form(week, form)
    done = asked(dossier, cast.hoa, Week(cast, MONDAYS["tt03-2025"]).hour(0, 9), form=form)
    assert PrintedForm.objects.get(pk=done.done[0]).form_set == "tt01-2018"


def test_a_stop_before_the_circular_of_2025_has_no_form(cast: Cast) -> None:
    week = Week(cast, MONDAYS["tt01-2018"])
    refusal = asked(of_form(week, "stopped"), cast.hoa, week.hour(4, 9), form="stopped").refusal
    assert refusal is not None and refusal.code == "no_form"
    assert "09/01/2019" in str(refusal)


@pytest.mark.parametrize("form", [form for form in FORMS if form not in ("receipt", "control", "letter")])
def test_without_an_occasion_there_is_nothing_to_print(cast: Cast, form) -> None:
    week = Week(cast, MONDAYS["tt03-2025"])
    before, money._sources[:] = list(money._sources), []
    try:
        refusal = asked(week.received(), cast.hoa, week.hour(4, 9), form=form).refusal
    finally:
        money._sources[:] = before
    assert refusal is not None and refusal.code == "no_occasion"
    assert "H39" in str(refusal)
    assert not PrintedForm.objects.exists()


def test_each_supplement_is_a_form_of_its_own_and_counts_its_own_printings(cast: Cast) -> None:
    week = Week(cast, MONDAYS["tt03-2025"])
    dossier = week.supplement()
    first = printed(week, "supplement", dossier)
    week.act(resume, dossier, "hoa", week.hour(4, 10))
    again = {"missing": "Bản vẽ", "reason": "Phát sinh khi thẩm định", "basis": "Điều 5"}
    week.act(ask_for_supplement, dossier, "chi", week.hour(4, 11), **again)
    done = asked(dossier, cast.hoa, week.hour(4, 12), form="supplement")
    second = PrintedForm.objects.get(pk=done.done[0])
    assert (first.printing, second.printing) == (1, 1) and first.occasion != second.occasion
    text = text_of(pdf_of(second))
    assert "Bản vẽ" in text and "Phát sinh khi thẩm định" in text and "Điều 5" in text
    done = asked(dossier, cast.hoa, week.hour(4, 13), form="supplement", occasion=first.occasion)
    once_more = PrintedForm.objects.get(pk=done.done[0])
    assert once_more.printing == 2
    text = text_of(pdf_of(once_more))
    assert "Bản sao giấy khai sinh" in text and "In lại lần 1, 13:00 06/03/2026" in text


def test_a_slip_looked_at_again_tells_what_had_happened_when_it_was_printed(cast: Cast) -> None:
    week = Week(cast, MONDAYS["tt03-2025"])
    dossier = week.at_office()
    done = asked(dossier, cast.hoa, week.hour(0, 10), form="control")
    slip = PrintedForm.objects.get(pk=done.done[0])
    before = text_of(pdf_of(slip))
    week.act(ask_for_supplement, dossier, "an", week.hour(1, 10), missing="Đơn")
    week.act(resume, dossier, "hoa", week.hour(2, 10))
    assert text_of(pdf_of(slip)) == before


@pytest.mark.parametrize(
    ("form", "who"),
    [
        ("supplement", {"hoa", "an", "binh", "chi"}),
        ("refusal", {"hoa"}),
        ("stopped", {"hoa", "an", "binh", "chi"}),
        ("handed_out", {"hoa"}),
    ],
)
def test_the_desk_prints_and_for_what_the_office_sends_out_the_office_too(cast: Cast, form, who) -> None:
    week = Week(cast, MONDAYS["tt03-2025"])
    dossier = of_form(week, form)
    answers = {
        name: asked(dossier, getattr(cast, name), week.hour(4, 9, minute), form=form).refusal
        for minute, name in enumerate(("hoa", "an", "binh", "chi", "dung", "em"))
    }
    assert {name for name, refusal in answers.items() if refusal is None} == who
    for name, refusal in answers.items():
        assert may_print(dossier, getattr(cast, name), tree(), week.hour(4, 9), form) == (refusal is None)


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


@pytest.mark.parametrize(
    ("number", "words"),
    [
        (0, "không"),
        (5, "năm"),
        (10, "mười"),
        (15, "mười lăm"),
        (21, "hai mươi mốt"),
        (24, "hai mươi tư"),
        (25, "hai mươi lăm"),
        (100, "một trăm"),
        (105, "một trăm linh năm"),
        (1_000, "một nghìn"),
        (1_005, "một nghìn không trăm linh năm"),
        (1_015, "một nghìn không trăm mười lăm"),
        (2_000_001, "hai triệu không trăm linh một"),
        (1_234_567, "một triệu hai trăm ba mươi tư nghìn năm trăm sáu mươi bảy"),
        (3_000_000_000, "ba tỷ"),
        (1_001_000_000_000, "một nghìn không trăm linh một tỷ"),
    ],
)
def test_numbers_are_said_as_they_are_read(number, words) -> None:
    assert number_in_words(number) == words


def test_an_amount_begins_with_a_capital_and_is_never_below_zero() -> None:
    assert amount_in_words(150_000) == "Một trăm năm mươi nghìn đồng"
    with pytest.raises(ValueError, match="-1"):
        amount_in_words(-1)


def the_book(cast: Cast, who: str = "hoa", year: int = 2019, field=None, minute: int = 0):
    when = Week(cast, MONDAYS["tt01-2018"]).hour(4, 9, minute)
    facts = {"unit": cast.desk.pk, "year": year, "field": field, "address": ADDRESS, "ground": GROUND}
    return print_book(by=getattr(cast, who), at=when, recorded_at=when, **facts)


def test_the_register_has_a_line_for_each_dossier_that_the_unit_received_in_the_year(cast: Cast) -> None:
    week = Week(cast, MONDAYS["tt01-2018"])
    dossiers = [week.handed_out(), week.received(procedure="15-calendar"), week.stopped()]
    week.refusal()
    book = the_book(cast)
    assert isinstance(book, PrintedBook)
    pdf = pdf_of_book(book)
    text = text_of(pdf)
    for each in dossiers:
        assert str(each.number).replace("-", "") in text.replace("-", "").replace(" ", "")
    for said in (
        "SỔ THEO DÕI HỒ SƠ",
        "Năm 2019 – Lĩnh vực: tất cả – Số hồ sơ: 3",
        *("TT", "Mã hồ sơ", "Tên thủ tục hành chính", "Số hồ sơ (bộ)", "Tên cá nhân, tổ chức"),
        *("Địa chỉ, số điện thoại", "Cơ quan chủ trì giải quyết", "Nhận và trả kết quả", "Nhận hồ sơ"),
        *("Hẹn trả kết quả", "Trả kết quả", "Phương thức nhận kết quả", "Ký nhận", "Ghi chú"),
        *("Nguyễn Văn Ưởng", "Phòng Tư pháp", "08:05 07/01/2019", "09:15 10/01/2019", "Dừng giải quyết"),
    ):
        assert said in text, (said, text)
    assert book.form_set == "tt01-2018"
    assert_is_archived(pdf)
    [entry] = Entry.objects.filter(act="print_book")
    assert entry.subject_id == book.pk


def test_a_register_of_a_field_holds_that_field_and_printing_it_again_is_marked(cast: Cast) -> None:
    Week(cast, MONDAYS["tt01-2018"]).received()
    field = Field.objects.get(name="Hộ tịch").pk
    assert the_book(cast, field=field).printing == 1
    again = the_book(cast, field=field, minute=1)
    assert again.printing == 2
    text = text_of(pdf_of_book(again))
    assert "Lĩnh vực: Hộ tịch" in text and "In lại lần 1" in text
    assert the_book(cast).printing == 1


def test_who_has_no_post_there_prints_no_register_and_an_empty_one_is_not_printed(cast: Cast) -> None:
    Week(cast, MONDAYS["tt01-2018"]).received()
    assert "Bộ phận Một cửa huyện" in str(the_book(cast, "dung"))
    for year in (2018, 2020, 0, -5):
        assert str(year) in str(the_book(cast, year=year))
    assert isinstance(the_book(cast, "em"), PrintedBook)
    assert PrintedBook.objects.count() == 1


def test_the_command_prints_any_form_and_the_register(cast: Cast, tmp_path: Path) -> None:
    week = Week(cast, MONDAYS["tt01-2018"])
    returned, refused = week.handed_out(), week.refusal()
    for form, number in (("control", returned.number), ("handed_out", returned.number), ("refusal", refused.pk)):
        call_command("print", form, str(number), "-o", str(tmp_path / f"{form}.pdf"), "--quiet")
        assert "Nguyễn Văn Ưởng" in text_of((tmp_path / f"{form}.pdf").read_bytes())
    call_command("print", "register", "801.01", "--year", "2019", "-o", str(tmp_path / "book.pdf"), "--quiet")
    assert "Số hồ sơ: 1" in text_of((tmp_path / "book.pdf").read_bytes())
    for wrong in (["999"], ["801.01", "--field", "Không có"], ["801.01", "--year", "1999"]):
        with pytest.raises(Refusal):
            call_command("print", "register", *wrong, "-o", str(tmp_path / "none.pdf"), "--quiet")
    assert not (tmp_path / "none.pdf").exists()
