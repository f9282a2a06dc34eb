"""The register book: a line a dossier, printed by an act, own versions, long ones by the worker."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.utils import translation

from motcua.catalogue.models import Field
from motcua.journal.models import Entry
from motcua.moments import local_day
from motcua.people.actor import SYSTEM_ACTOR
from motcua.printing import book as motcua_book
from motcua.printing.book import pdf_of_book
from motcua.printing.models import FormVersion, PrintedBook, PrintState, PrintWork, StatutoryForm
from motcua.printing.print_work import begin_book, carry_through
from motcua.printing.register import print_book
from motcua.printing.sets import form_sets
from motcua.printing.versions import NotPutInForce, put_in_force, take_out_of_force
from tests.cast import GROUND, Cast
from tests.printing.conftest import ADDRESS, sheets, text_of
from tests.printing.forms_of_the_town import MONDAYS, Week
from tests.printing.tagged import assert_tagged_throughout


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
    assert_tagged_throughout(pdf)
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


def own_book(cast: Cast, source: str, valid_from: date) -> FormVersion:
    when = Week(cast, MONDAYS["tt01-2018"]).hour(0, 7, 45)
    said = {"unit": cast.district.pk, "valid_from": valid_from, "decision": "12/QĐ-UBND", "source": source}
    return put_in_force(StatutoryForm.REGISTER, **said, by=SYSTEM_ACTOR, at=when, ground=GROUND, recorded_at=when)


def test_a_units_own_version_of_the_register_is_printed_from_its_day_on(cast: Cast) -> None:
    week = Week(cast, MONDAYS["tt01-2018"])
    week.received()
    friday = local_day(week.hour(4, 9))
    source = (form_sets()[0].template("register")).read_text(encoding="utf-8")
    own = own_book(cast, source.replace("[SỔ THEO DÕI HỒ SƠ]", "[SỔ RIÊNG CỦA HUYỆN]"), friday)
    book = the_book(cast)
    assert isinstance(book, PrintedBook) and book.version == own
    text = text_of(pdf_of_book(book))
    assert "SỔ RIÊNG CỦA HUYỆN" in text and "Nguyễn Văn Ưởng" in text
    take_out_of_force(own.pk, last=friday - timedelta(days=1), by=SYSTEM_ACTOR, at=week.hour(0, 8), ground=GROUND)
    assert the_book(cast, minute=1).version is None
    assert "SỔ RIÊNG CỦA HUYỆN" in text_of(pdf_of_book(PrintedBook.objects.get(pk=book.pk)))


def test_a_register_that_names_an_unknown_field_is_not_put_in_force(cast: Cast) -> None:
    with translation.override("en"), pytest.raises(NotPutInForce) as refused:
        own_book(cast, '#import "/register.typ": *\n\n#data.bogus', MONDAYS["tt01-2018"])
    with translation.override("en"):
        assert "Line 3, column 7: The form has no field “bogus”." in str(refused.value.problems[0])


def test_a_long_book_is_set_in_parts_and_its_pages_count_on(cast: Cast, monkeypatch) -> None:
    monkeypatch.setattr(motcua_book, "PART", 2)
    week = Week(cast, MONDAYS["tt01-2018"])
    numbers = [str(week.received().number) for _ in range(5)]
    told: list[tuple[int, int]] = []
    pdf = pdf_of_book(the_book(cast), lambda done, of: told.append((done, of)))
    assert told == [(2, 5), (4, 5), (5, 5)]
    assert_tagged_throughout(pdf)
    pages = sheets(pdf)
    assert [page.split()[0] for page in pages[1:]] == ["2", "3"]
    assert ["SỔ THEO DÕI HỒ SƠ" in page for page in pages] == [True, False, False]
    assert all("Mã hồ sơ" in page for page in pages)
    lines = "".join("".join(pages).split()).replace("-", "")
    at = [lines.index(number.replace("-", "")) for number in numbers]
    assert at == sorted(at)


def worked(work: PrintWork) -> PrintWork:
    carry_through(work.pk)
    return PrintWork.objects.get(pk=work.pk)


def test_the_worker_sets_a_book_once_for_who_ordered_it(cast: Cast) -> None:
    Week(cast, MONDAYS["tt01-2018"]).received()
    book, now = the_book(cast), datetime.now(UTC)
    hoa, dung = cast.hoa.account, cast.dung.account
    assert hoa and dung
    work = begin_book(book, hoa, now)
    assert begin_book(book, hoa, now) == work, "asked for again, the same goes on"
    done = worked(work)
    assert (done.state, done.done, done.wanted) == (PrintState.DONE, 1, 1)
    assert "SỔ THEO DÕI HỒ SƠ" in text_of(bytes(done.pdf))
    assert begin_book(book, hoa, now) == work, "and is kept"
    other = worked(begin_book(book, dung, now))
    assert other.pdf is None, "who does not see the unit gets no file"
    assert PrintedBook.objects.count() == 1, "setting it prints nothing anew"


def test_a_book_is_stopped_at_the_end_of_a_part(cast: Cast) -> None:
    Week(cast, MONDAYS["tt01-2018"]).received()
    assert cast.hoa.account
    work = begin_book(the_book(cast), cast.hoa.account, datetime.now(UTC))
    PrintWork.objects.filter(pk=work.pk).update(stop_asked=True)
    stopped = worked(work)
    assert (stopped.state, stopped.pdf) == (PrintState.STOPPED, None)
