"""Form 01: every field in the text of the PDF, on one page for the applicant and one for the file."""

import csv
from datetime import date
from pathlib import Path

import pypdf
import pytest
import zxingcpp
from django.utils import translation
from PIL import Image

from motcua.dossiers.ending import withdraw
from motcua.dossiers.intake import GivenPaper, Person
from motcua.dossiers.models import Dossier
from motcua.dossiers.receive import receive
from motcua.dossiers.waiting import ask_for_supplement
from motcua.people.actor import SYSTEM_ACTOR
from motcua.printing.codes import code_of, shown
from motcua.printing.receipt import compose
from motcua.printing.render import pdf_of, pictures_of, rendered
from motcua.text import nfc
from tests.cast import GROUND, Cast, at, succeeded
from tests.printing.conftest import ADDRESS, paper_sizes, sheets

DISTRICT = Path(__file__).parents[2] / "motcua/catalogue/data/district.csv"
TYPED = "#strong[x] *đậm* $x^2$ \\ _nghiêng_ <script>alert(1)</script> @lan `mã` // hết"


def a_full_dossier(cast: Cast, **more: object) -> Dossier:
    """Handed in by a father for his child, with a subject and another way of getting the result."""
    father = Person(
        "Nguyễn Văn Ưởng",
        identifiers=(("personal_id", "080090000017"), ("passport", "B1234567")),
        address="Ấp 3, xã Mỹ Quý Đông",
        phone="0912 345 678",
        email="uong@vidu.vn",
    )
    child = Person("Nguyễn Thị Quỳnh Như", address="Ấp 4, xã Mỹ Bình")
    papers = [GivenPaper("Tờ khai đăng ký lại khai sinh", 1, 0), GivenPaper("Bản sao hộ khẩu", 0, 2)]
    facts = {
        "applicant": father,
        "holder": child,
        "mandate": "Cha của trẻ",
        "subject": "Khai sinh năm 1998",
        "papers": papers,
        "return_channel": "post",
    }
    return cast.received(at(7, 8, 5), **(facts | more))


FIELDS = (
    "ỦY BAN NHÂN DÂN HUYỆN ĐỨC HUỆ",
    "BỘ PHẬN MỘT CỬA HUYỆN",
    "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM",
    "Độc lập - Tự do - Hạnh phúc",
    "Đức Huệ, ngày 07 tháng 01 năm 2019",
    "GIẤY TIẾP NHẬN HỒ SƠ VÀ HẸN TRẢ KẾT QUẢ",
    "Mã hồ sơ: 000.00.28.H39-190107-0001",
    "Bộ phận tiếp nhận và trả kết quả: Bộ phận Một cửa huyện",
    "Tiếp nhận hồ sơ của: Nguyễn Văn Ưởng (nộp trực tiếp)",
    "Số định danh cá nhân: 080090000017",
    "Số hộ chiếu: B1234567",
    "Địa chỉ: Ấp 3, xã Mỹ Quý Đông",
    "Số điện thoại: 0912 345 678",
    "Email: uong@vidu.vn",
    "Nội dung yêu cầu giải quyết: Đăng ký lại khai sinh (Khai sinh năm 1998)",
    "Chủ hồ sơ: Nguyễn Thị Quỳnh Như, địa chỉ: Ấp 4, xã Mỹ Bình (Cha của trẻ)",
    "1. Thành phần hồ sơ nộp gồm:",
    "1 Tờ khai đăng ký lại khai sinh 1 0",
    "2 Bản sao hộ khẩu 0 2",
    "2. Số lượng hồ sơ: 01 (bộ)",
    "3. Thời hạn giải quyết hồ sơ theo quy định: 05 ngày làm việc",
    "4. Thời gian nhận hồ sơ: 08 giờ 05 phút, ngày 07 tháng 01 năm 2019",
    "5. Thời gian trả kết quả giải quyết hồ sơ: 08 giờ 05 phút, ngày 14 tháng 01 năm 2019",
    "6. Đăng ký nhận kết quả: qua dịch vụ bưu chính công ích, đến Ấp 3, xã Mỹ Quý Đông",
    "NGƯỜI NỘP HỒ SƠ",
    "NGƯỜI TIẾP NHẬN HỒ SƠ",
    "Trần Thị Hoa",
)


def test_every_field_of_the_form_stands_on_both_sheets(cast: Cast, prints):
    pdf = pdf_of(prints(a_full_dossier(cast)))
    applicant, kept = sheets(pdf)
    for said in FIELDS:
        assert said in applicant, said
        assert said in kept, said
    assert paper_sizes(pdf) == [(210, 297), (210, 297)]


def test_only_the_applicants_sheet_carries_the_reading_code(cast: Cast, prints):
    printed = prints(a_full_dossier(cast))
    applicant, kept = sheets(pdf_of(printed))
    assert shown(code_of(printed.pk)) in applicant
    assert "motcua.longan.gov.vn/tracking/" in applicant
    assert "Tra cứu" in applicant
    assert shown(code_of(printed.pk)) not in kept
    assert "Tra cứu" not in kept
    assert "Bản lưu" in kept or "Liên lưu" in kept


def test_the_qr_code_leads_to_the_tracking_page_with_the_code_behind_the_stroke(cast: Cast, prints, tmp_path):
    printed = prints(a_full_dossier(cast))
    applicant, kept = pictures_of(printed)
    (tmp_path / "sheet.png").write_bytes(applicant)
    [found] = zxingcpp.read_barcodes(Image.open(tmp_path / "sheet.png"))
    number = "000.00.28.H39-190107-0001"
    assert found.text == f"{ADDRESS}/tracking/?number={number}#{code_of(printed.pk)}"
    (tmp_path / "sheet.png").write_bytes(kept)
    assert not zxingcpp.read_barcodes(Image.open(tmp_path / "sheet.png"))


def test_it_says_why_the_day_is_due_in_two_lines_at_most(cast: Cast, prints):
    applicant, _ = sheets(pdf_of(prints(a_full_dossier(cast))))
    assert (
        "Cách tính: nhận lúc 08:05 07/01/2019, cộng 05 ngày làm việc kể từ ngày tiếp theo, "
        "hẹn trả 08:05 14/01/2019." in applicant
    )
    assert "Không tính: ngày nghỉ hằng tuần." in applicant


def test_holidays_in_between_are_named(cast: Cast, prints):
    dossier = cast.received(at(date(2019, 4, 12), 8))
    said = compose(prints(dossier, at(date(2019, 4, 12), 9)))
    assert said["why"][1].startswith("Không tính: ngày nghỉ hằng tuần, 14/04 (Ngày Giỗ Tổ Hùng Vương)")


def test_received_after_closing_says_from_when_it_counts(cast: Cast, prints):
    said = compose(prints(cast.received(at(7, 18, 30)), at(7, 18, 40)))
    assert "(ngoài giờ nhận, tính từ 07:30 08/01/2019)" in said["why"][0]


def test_a_later_pause_does_not_change_what_was_promised(cast: Cast, prints):
    dossier = a_full_dossier(cast)
    before = compose(prints(dossier))
    when = at(8, 9)
    who = {"by": SYSTEM_ACTOR, "at": when, "recorded_at": when, "ground": GROUND}
    succeeded(ask_for_supplement([dossier.pk], missing="Bản sao", **who))
    after = compose(prints(dossier, at(9, 9)))
    for key in ("due", "received", "limit", "why", "papers"):
        assert after[key] == before[key]


@pytest.mark.parametrize(
    ("day", "words"),
    [
        (date(2019, 1, 7), "Vào Sổ theo dõi hồ sơ điện tử năm 2019, số thứ tự: 0001"),
        (date(2025, 9, 12), "Vào Sổ theo dõi hồ sơ điện tử năm 2025, số thứ tự: 0001"),
        (date(2025, 9, 15), "Bản giao người nộp hồ sơ"),
    ],
)
def test_the_set_in_force_on_the_day_of_receipt_is_printed(cast: Cast, prints, day, words):
    applicant, _ = sheets(pdf_of(prints(cast.received(at(day)), at(day, 9))))
    assert words in applicant


def test_printed_again_years_later_it_keeps_the_form_of_its_day(cast: Cast, prints):
    printed = prints(cast.received(at(7)), at(date(2026, 3, 2)))
    assert printed.form_set == "tt01-2018"


def test_printed_again_it_says_so(cast: Cast, prints):
    dossier = a_full_dossier(cast)
    assert "In lại" not in sheets(pdf_of(prints(dossier)))[0]
    assert "In lại lần 1, 09:30 07/01/2019" in sheets(pdf_of(prints(dossier, at(7, 9, 30))))[0]
    assert "In lại lần 2" in sheets(pdf_of(prints(dossier, at(7, 9, 40))))[1]


def test_what_people_wrote_is_printed_and_never_run(cast: Cast, prints):
    dossier = a_full_dossier(
        cast,
        applicant=Person(TYPED, address=TYPED),
        subject=TYPED,
        mandate=TYPED,
        papers=[GivenPaper(TYPED, 1, 0)],
    )
    applicant, _ = sheets(pdf_of(prints(dossier)))
    assert applicant.count(" ".join(TYPED.split())) >= 4


def test_it_is_vietnamese_in_every_language(cast: Cast, prints):
    printed = prints(a_full_dossier(cast))
    with translation.override("vi"):
        one = compose(printed)
    with translation.override("en"):
        other = compose(printed)
    assert one == other


def test_the_same_printing_looked_at_again_is_the_same_file(cast: Cast, prints):
    printed = prints(a_full_dossier(cast))
    assert pdf_of(printed) == pdf_of(printed)


def test_a_dossier_brought_in_from_a_register_has_no_officers_name(cast: Cast, prints):
    intake = cast.intake(number="000.00.28.H39-190104-0042")
    succeeded(receive([intake], by=SYSTEM_ACTOR, at=at(4), ground=GROUND, recorded_at=at(4)))
    assert compose(prints(Dossier.objects.get(pk=intake.id)))["officer"] == ""


def test_one_that_was_withdrawn_still_has_its_receipt(cast: Cast, prints):
    dossier = a_full_dossier(cast)
    when = at(8)
    succeeded(withdraw([dossier.pk], reason="x", by=cast.hoa, at=when, ground=GROUND, recorded_at=when))
    assert len(sheets(pdf_of(prints(dossier, at(9))))) == 2


def longest_of_the_catalogue() -> tuple[str, list[str]]:
    """The longest name of a procedure that the program brings along, and its longest names of papers."""
    with DISTRICT.open(encoding="utf-8") as file:
        cells = [nfc(cell) for row in csv.reader(file) for cell in row]
    parts = {line.strip()[:1000] for cell in cells for line in cell.splitlines()}
    longest = sorted(parts, key=len, reverse=True)
    return longest[0][:500], longest[1:26]


def test_twenty_five_papers_with_the_longest_real_names_stay_on_one_page_whole(cast: Cast, prints):
    name, papers = longest_of_the_catalogue()
    assert len(papers) == 25
    said = compose(prints(a_full_dossier(cast))) | {
        "wanted": name,
        "papers": [{"name": paper[:180], "originals": 1, "copies": 1} for paper in papers],
    }
    for form_set in ("tt01-2018", "tt03-2025"):
        [pdf] = rendered(said, form_set, "receipt", at())
        applicant, kept = sheets(pdf)
        for text in (applicant, kept):
            for each in (name, *(paper[:180] for paper in papers)):
                assert "".join(each.split()) in text.replace(" ", ""), each
        assert "Trần Thị Hoa" in applicant and "Trần Thị Hoa" in kept


@pytest.mark.parametrize(("count", "length"), [(25, 1000), (60, 400), (150, 200)])
def test_no_length_of_the_list_makes_a_third_page(cast: Cast, prints, count, length):
    said = compose(prints(a_full_dossier(cast)))
    paper = {"name": ("Giấy tờ chứng minh quan hệ nhân thân " * 40)[:length], "originals": 1, "copies": 0}
    said |= {"papers": [paper] * count, "wanted": "Thủ tục " * 90, "holder": "Người " * 90}
    [pdf] = rendered(said, "tt03-2025", "receipt", at())
    applicant, _ = sheets(pdf)
    assert "Tra cứu" in applicant and "NGƯỜI NỘP HỒ SƠ" in applicant


VIETNAMESE = "aàáảãạăằắẳẵặâầấẩẫậeèéẻẽẹêềếểễệiìíỉĩịoòóỏõọôồốổỗộơờớởỡợuùúủũụưừứửữựyỳýỷỹỵđbcdghklmnpqrstvx"
# Every letter within a word, beginning one, and as a capital among capitals.
WORDS = [VIETNAMESE[n : n + 6] for n in range(0, len(VIETNAMESE), 6)]
NAMES = [" ".join(WORDS), " ".join(letter.upper() + "ng" for letter in VIETNAMESE), " ".join(WORDS).upper()]


def test_every_vietnamese_letter_survives_on_paper():
    assert_names_survive(NAMES)


FACTS = {
    "agency": ["UBND", "Bộ phận"], "place_day": "", "number": "1", "serial": "1", "year": "2019", "desk": "",
    "channel": "", "sets": "01", "limit": "", "received": "", "due": "", "why": [], "delivery": "",
    "again": "", "code": "ABCD-EFGH", "tracking": "x", "scanned": "https://x/", "wanted": "",
}  # fmt: skip


def assert_names_survive(names: list[str]) -> None:
    applicant = {"name": names[0], "address": "", "phone": "", "email": "", "identifiers": []}
    papers = [{"name": names[1], "originals": 1, "copies": 0}]
    said = FACTS | {"applicant": applicant, "holder": names[2], "officer": "", "papers": papers}
    [pdf] = rendered(said, "tt03-2025", "receipt", at())
    for text in sheets(pdf):
        for name in names:
            assert nfc(name) in nfc(text)


def test_the_fonts_are_in_the_file(cast: Cast, prints, tmp_path):
    (tmp_path / "receipt.pdf").write_bytes(pdf_of(prints(a_full_dossier(cast))))
    fonts = set()
    for page in pypdf.PdfReader(tmp_path / "receipt.pdf").pages:
        fonts |= {str(font.get_object()["/BaseFont"]) for font in page["/Resources"]["/Font"].values()}
    assert fonts
    assert all("+Tinos" in font for font in fonts)
