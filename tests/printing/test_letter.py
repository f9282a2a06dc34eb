"""Form 04: every field in the text of the PDF, on the form of the day on which it was signed."""

from datetime import date
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command

from motcua.command import Refusal
from motcua.dossiers.intake import Person
from motcua.dossiers.letters import sign_letters
from motcua.dossiers.models import Dossier
from motcua.dossiers.waiting import ask_for_supplement, resume
from motcua.people.actor import SYSTEM_ACTOR
from motcua.people.models import Post
from motcua.printing.letter import compose
from motcua.printing.models import PrintedForm, StatutoryForm
from motcua.printing.print_form import may_print
from motcua.printing.render import pdf_of, rendered
from tests.cast import GROUND, Cast, at, succeeded
from tests.printing.conftest import asked, paper_sizes, sheets

WHY = "Cơ quan công an chưa có kết quả xác minh nơi cư trú; đã đôn đốc ngày 09/01/2019"
LETTER = {"form": StatutoryForm.LETTER}


def with_a_letter(cast: Cast, received: Any = None, signed: Any = None, reason: str = WHY, **given: Any) -> Dossier:
    """Received on Monday at eight, its letter signed on Thursday for three days more."""
    facts = {"applicant": Person("Nguyễn Văn Ưởng", identifiers=(("personal_id", "080090000017"),))}
    dossier = cast.received(received or at(), **(facts | given))
    when = signed or at(10, 15, 30)
    who = {"by": cast.chi, "at": when, "recorded_at": when, "ground": GROUND}
    succeeded(sign_letters([dossier.pk], days=3, reason=reason, **who))
    return dossier


def printed(dossier: Dossier, cast: Cast, when: Any = None) -> PrintedForm:
    done = asked(dossier, cast.hoa, when or at(10, 16), **LETTER)
    assert not done.refused, done.refusal
    return PrintedForm.objects.get(pk=done.done[0])


FIELDS = (
    "ỦY BAN NHÂN DÂN HUYỆN ĐỨC HUỆ",
    "PHÒNG TƯ PHÁP",
    "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM",
    "Độc lập - Tự do - Hạnh phúc",
    "Số: 1/PXL",
    "Đức Huệ, ngày 10 tháng 01 năm 2019",
    "PHIẾU XIN LỖI VÀ HẸN LẠI NGÀY TRẢ KẾT QUẢ",
    "Kính gửi: Nguyễn Văn Ưởng",
    "Ngày tiếp nhận hồ sơ: ngày 07 tháng 01 năm 2019",
    "thủ tục: Đăng ký lại khai sinh",
    "Số định danh cá nhân: 080090000017",
    "Mã hồ sơ: 000.00.28.H39-190107-0001",
    "Thời gian hẹn trả kết quả giải quyết hồ sơ: 08 giờ 00 phút, ngày 14 tháng 01 năm 2019",
    f"Lý do: {WHY}",
    "Phòng Tư pháp xin lỗi Ông/Bà/Tổ chức",
    "vào lúc 08 giờ 00 phút, ngày 17 tháng 01 năm 2019",
    "THỦ TRƯỞNG CƠ QUAN, ĐƠN VỊ",
    "Võ Thị Chi",
)


def test_every_field_of_the_form_stands_on_its_one_page(cast: Cast) -> None:
    pdf = pdf_of(printed(with_a_letter(cast), cast))
    [text] = sheets(pdf)
    for said in FIELDS:
        assert said in text, said
    assert paper_sizes(pdf) == [(210, 297)]


@pytest.mark.parametrize(
    ("received", "signed", "heading"),
    [
        (date(2025, 9, 8), date(2025, 9, 12), "PHIẾU XIN LỖI VÀ HẸN LẠI NGÀY TRẢ KẾT QUẢ"),
        (date(2025, 9, 9), date(2025, 9, 15), "PHIẾU XIN LỖI VÀ ĐỀ NGHỊ GIA HẠN THỜI GIAN GIẢI QUYẾT HỒ SƠ"),
    ],
)
def test_the_set_in_force_on_the_day_of_signing_is_printed(cast: Cast, received, signed, heading) -> None:
    dossier = with_a_letter(cast, at(received), at(signed))
    [text] = sheets(pdf_of(printed(dossier, cast, at(signed, 9))))
    assert heading in text
    assert "Nguyễn Văn Ưởng" in text and "080090000017" in text and WHY in text


def test_the_form_of_2025_asks_for_more_time(cast: Cast) -> None:
    dossier = with_a_letter(cast, at(date(2026, 3, 2)), at(date(2026, 3, 5)))
    [text] = sheets(pdf_of(printed(dossier, cast, at(date(2026, 3, 5), 9))))
    assert "xin lỗi Ông/Bà/Tổ chức và đề nghị gia hạn thời gian giải quyết hồ sơ" in text
    assert "thời gian trả kết quả mới: 08 giờ 00 phút, ngày 12 tháng 3 năm 2026" in text


def test_the_longest_names_and_reasons_stay_on_one_page_whole(cast: Cast) -> None:
    name = " ".join(f"Nguyễn{n} Thị Quỳnh Ưởng" for n in range(8))[:200]
    reason = "\n".join(f"Lý do thứ {n}: chờ Văn phòng đăng ký đất đai xác nhận thửa đất số {n}" for n in range(50))
    subject = " ".join(f"thửa{n}" for n in range(80))[:500]
    dossier = with_a_letter(cast, applicant=Person(name), subject=subject, reason=reason[:4000])
    for form_set in ("tt01-2018", "tt03-2025"):
        [pdf] = rendered(compose(printed(dossier, cast)), form_set, "letter", at())
        [text] = sheets(pdf)
        for whole in (name, subject, *reason[:4000].splitlines()):
            assert "".join(whole.split()) in text.replace(" ", ""), whole


def test_what_people_wrote_is_printed_and_never_run(cast: Cast) -> None:
    typed = "#strong[x] *đậm* $x^2$ \\ _nghiêng_ <script>alert(1)</script> @lan `mã` // hết"
    dossier = with_a_letter(cast, applicant=Person(typed), subject=typed, reason=typed)
    [text] = sheets(pdf_of(printed(dossier, cast)))
    assert text.count(" ".join(typed.split())) == 3


def test_the_head_signs_under_the_title_of_his_post(cast: Cast) -> None:
    Post.objects.filter(account=cast.accounts["chi"]).update(title="Trưởng phòng")
    [text] = sheets(pdf_of(printed(with_a_letter(cast), cast)))
    assert "TRƯỞNG PHÒNG" in text and "THỦ TRƯỞNG CƠ QUAN" not in text


def test_the_paper_keeps_the_day_that_it_named(cast: Cast) -> None:
    dossier = with_a_letter(cast)
    before = compose(printed(dossier, cast))
    for function, when, given in ((ask_for_supplement, at(11), {"missing": "Đơn"}), (resume, at(16), {})):
        who = {"by": SYSTEM_ACTOR, "at": when, "recorded_at": when, "ground": GROUND}
        succeeded(function([dossier.pk], **who, **given))
    assert compose(printed(dossier, cast, at(16, 9))) == before | {"again": "In lại lần 1, 09:00 16/01/2019"}


def test_the_desk_and_who_handles_or_leads_print_it_and_nobody_else(cast: Cast) -> None:
    dossier = with_a_letter(cast)
    answers = {
        who: asked(dossier, getattr(cast, who), at(10, 16, minute), **LETTER).refusal
        for minute, who in enumerate(("hoa", "an", "chi", "dung", "em"))
    }
    assert {who for who, refusal in answers.items() if refusal is None} == {"hoa", "an", "chi"}
    from motcua.organisation.tree import tree

    for who, refusal in answers.items():
        assert may_print(dossier, getattr(cast, who), tree(), at(10, 16), StatutoryForm.LETTER) == (refusal is None)


def test_without_a_signed_letter_there_is_nothing_to_print(cast: Cast) -> None:
    refusal = asked(cast.received(), cast.hoa, **LETTER).refusal
    assert refusal is not None and refusal.code == "not_signed"
    assert "000.00.28.H39-190107-0001" in str(refusal)
    assert not PrintedForm.objects.exists()


def test_a_letter_leaves_the_receipts_reading_code_good(cast: Cast, prints) -> None:
    from motcua.printing.print_form import latest_printing

    dossier = with_a_letter(cast)
    receipt = prints(dossier, at(10, 15, 40))
    assert printed(dossier, cast).printing == 1
    assert latest_printing(dossier.pk, StatutoryForm.RECEIPT) == receipt


def test_the_command_writes_it(cast: Cast, tmp_path: Path) -> None:
    dossier = with_a_letter(cast)
    call_command("print", "letter", str(dossier.number), "-o", str(tmp_path / "letter.pdf"), "--quiet")
    [text] = sheets((tmp_path / "letter.pdf").read_bytes())
    assert "1/PXL" in text
    other = cast.received()
    with pytest.raises(Refusal, match=r"signed|ký"):
        call_command("print", "letter", str(other.number), "-o", str(tmp_path / "none.pdf"), "--quiet")
    assert not (tmp_path / "none.pdf").exists()
