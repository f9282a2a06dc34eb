"""`motcua print FORM NUMBER -o FILE`, `motcua print register UNIT -o FILE`."""

from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from motcua.command import Refusal
from motcua.printing.models import PrintedForm
from tests.cast import Cast
from tests.printing.conftest import sheets, text_of
from tests.printing.forms_of_the_town import MONDAYS, Week


def run(*arguments: object) -> None:
    call_command("print", *map(str, arguments), "--quiet")


def test_it_writes_the_receipt_and_counts_the_printing(cast: Cast, tmp_path: Path):
    number = cast.received().number
    for printing in (1, 2):
        run("receipt", number, "-o", tmp_path / "receipt.pdf")
        assert PrintedForm.objects.count() == printing
    text, _ = sheets((tmp_path / "receipt.pdf").read_bytes())
    assert str(number) in text
    assert "In lại lần 1" in text
    assert "127.0.0.1:8000/tracking/" in text


def test_the_address_of_the_qr_code_is_the_one_given(cast: Cast, tmp_path: Path):
    run("receipt", cast.received().number, "-o", tmp_path / "a.pdf", "--address", "https://motcua.vn/")
    assert PrintedForm.objects.get().address == "https://motcua.vn"


def test_an_unknown_number_is_refused_in_a_sentence(cast: Cast, tmp_path: Path):
    with pytest.raises(Refusal, match="000-1"):
        run("receipt", "000-1", "-o", tmp_path / "a.pdf")
    assert not (tmp_path / "a.pdf").exists()


def test_what_cannot_be_written_was_not_printed(cast: Cast, tmp_path: Path):
    with pytest.raises(Refusal, match="nowhere"):
        run("receipt", cast.received().number, "-o", tmp_path / "nowhere" / "a.pdf")
    assert not PrintedForm.objects.exists()


def test_a_wrong_address_is_wrong_use(cast: Cast, tmp_path: Path):
    with pytest.raises(CommandError) as refused:
        run("receipt", cast.received().number, "-o", tmp_path / "a.pdf", "--address", "motcua")
    assert refused.value.returncode == 2


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
