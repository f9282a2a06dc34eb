"""Bring your past: what rows of a register become, and what a second run of it does."""

import json
import unicodedata
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from motcua.dossiers import numbers
from motcua.dossiers.ending import withdraw
from motcua.dossiers.models import CountDelta, Dossier, NumberBook, Stretch, Task
from motcua.dossiers.states import State
from motcua.dossiers.waiting import ask_for_supplement
from motcua.exchange.register.bring import import_register
from motcua.exchange.register.report import Report
from motcua.journal.models import Detail, Entry
from motcua.journal.verify import verify
from motcua.moments import local_day
from motcua.people.models import Applicant
from tests.cast import GROUND, Cast, at, succeeded
from tests.exchange.book import CLOSED, DECIDED, NUMBER, RETURNED, as_csv, row, write


@pytest.fixture
def bring(cast: Cast, tmp_path: Path) -> Any:
    """Bring in rows (or the content of a file) and give the report."""

    def bring(rows: Any, suffix: str = ".xlsx", now: datetime | None = None, **options: Any) -> Report:
        path = tmp_path / f"so{suffix}"
        if isinstance(rows, bytes):
            path.write_bytes(rows)
        else:
            write(path, rows)
        return import_register(path, None, now or datetime.now(UTC), **options)

    return bring


def brought(bring: Any, *rows: dict[str, Any], **options: Any) -> Report:
    report = bring(rows, **options)
    assert report.problems == []
    return report


def the(number: str = NUMBER) -> Dossier:
    return Dossier.objects.get(number=number)


def entries(dossier: Dossier) -> list[Entry]:
    return list(Entry.objects.filter(subject_id=dossier.pk).order_by("seq"))


def said(entry: Entry) -> dict[str, Any]:
    return json.loads(Detail.objects.get(entry=entry.id).content)


@pytest.mark.parametrize("suffix", [".xlsx", ".csv"])
def test_a_closed_row_becomes_four_acts_at_the_moments_of_the_book(cast: Cast, bring: Any, suffix: str) -> None:
    report = brought(bring, row(**CLOSED), suffix=suffix)
    assert (report.new, report.acts) == (1, {"receive": 1, "move": 1, "decide": 1, "return": 1})
    dossier = the()
    assert dossier.state == State.RETURNED
    assert [(e.act, e.moment) for e in entries(dossier)] == [
        ("receive", at(7, 8, 30)),
        ("move", at(7, 8, 30)),
        ("decide", at(11, 15)),
        ("return", at(14, 9)),
    ]
    assert (dossier.outcome, dossier.outcome_number, dossier.outcome_on) == ("granted", "12/2019", at(11).date())
    assert (dossier.due_at, dossier.ended_as) == (at(14, 8, 30), "early")
    assert said(entries(dossier)[-1])["to"] == "Nguyễn Thị Lan"


def test_all_of_it_is_recorded_now(cast: Cast, bring: Any) -> None:
    before = datetime.now(UTC)
    brought(bring, row(**CLOSED))
    assert {e.recorded_at >= before for e in entries(the())} == {True}
    assert set(CountDelta.objects.exclude(kind="overdue").values_list("recorded_on", flat=True)) == {
        local_day(before)
    }


def test_the_counts_are_those_that_acts_at_the_counter_leave(cast: Cast, bring: Any) -> None:
    brought(bring, row(**CLOSED))
    counted = CountDelta.objects.order_by("id").values_list("kind", "n", "happened_on")
    assert list(counted) == [
        ("received", 1, at(7).date()),
        ("overdue", 1, at(14).date()),
        ("overdue", -1, at(14).date()),
        ("early", 1, at(11).date()),
    ]


def test_an_open_dossier_lies_with_the_unit_that_decides(cast: Cast, bring: Any) -> None:
    brought(bring, row())
    dossier = the()
    assert (dossier.state, dossier.holder_unit_id, dossier.holder_function) == (
        State.IN_PROCESS,
        cast.office.pk,
        "handling",
    )
    assert Task.objects.get(dossier=dossier, closed_at=None).unit_id == cast.office.pk


def test_what_people_wait_for_goes_from_receipt_to_decision(cast: Cast, bring: Any) -> None:
    brought(bring, row(procedure_code="at-once", **CLOSED))
    assert [e.act for e in entries(the())] == ["receive", "decide", "return"]


def test_withdrawn_and_stopped_end_with_their_reason(cast: Cast, bring: Any) -> None:
    other = NUMBER.replace("0001", "0002")
    brought(
        bring,
        row(early_end="Rút", early_end_on="09/01/2019 10:00", note="Công dân xin rút"),
        row(number=other, early_end="dừng", early_end_on="09/01/2019 10:00", note="Không bổ sung"),
    )
    assert (the().state, the(other).state) == (State.WITHDRAWN, State.STOPPED)
    assert said(entries(the(other))[-1])["reason"] == "Không bổ sung"


def test_a_refusal_keeps_its_reason_from_the_notes(cast: Cast, bring: Any) -> None:
    brought(bring, row(**CLOSED | {"outcome": "Từ chối", "note": "Không đủ điều kiện"}))
    assert the().outcome == "refused"
    assert said(entries(the())[2])["reason"] == "Không đủ điều kiện"


def test_a_second_run_changes_nothing(cast: Cast, bring: Any) -> None:
    rows = [row(**CLOSED), row(number=NUMBER.replace("0001", "0002"))]
    brought(bring, *rows)
    counted = Entry.objects.count(), Stretch.objects.count()
    report = brought(bring, *rows)
    assert (report.new, report.continued, report.there_already, report.acts) == (0, 0, 2, {})
    assert (Entry.objects.count(), Stretch.objects.count()) == counted


def test_what_was_finished_in_the_book_since_plays_the_missing_acts(cast: Cast, bring: Any) -> None:
    brought(bring, row())
    report = brought(bring, row(**DECIDED))
    assert (report.continued, report.acts) == (1, {"decide": 1})
    report = brought(bring, row(**CLOSED))
    assert (report.continued, report.acts) == (1, {"return": 1})
    assert the().state == State.RETURNED


def test_a_dossier_that_was_received_at_the_counter_is_continued_by_the_book(cast: Cast, bring: Any) -> None:
    dossier = cast.received(at(7, 8, 30))
    report = brought(bring, row(number=dossier.number, **CLOSED))
    assert (report.new, report.acts) == (0, {"move": 1, "decide": 1, "return": 1})


def test_where_the_book_is_silent_the_record_may_know_more(cast: Cast, bring: Any) -> None:
    brought(bring, row(**CLOSED))
    report = brought(bring, row(channel=None))
    assert report.there_already == 1


@pytest.mark.parametrize(
    ("changed", "ours", "theirs"),
    [
        ({"applicant": "Trần Văn Tèo"}, "Nguyễn Thị Lan", "Trần Văn Tèo"),
        ({"procedure_code": "8-hours"}, "5-days", "8-hours"),
        ({"received": "07/01/2019 09:00"}, "07/01/2019 08:30", "07/01/2019 09:00"),
        ({"decided": "11/01/2019 14:00"}, "11/01/2019 15:00", "11/01/2019 14:00"),
        ({"outcome": "Từ chối", "note": "x"}, "Granted", "Refused"),
        ({"document": "13/2019"}, "12/2019", "13/2019"),
        ({"returned": "15/01/2019 09:00"}, "14/01/2019 09:00", "15/01/2019 09:00"),
        ({"deciding_unit": "27899"}, "Phòng Tư pháp", "UBND xã Mỹ Bình"),
        ({"channel": "Trực tuyến"}, "at the counter", "online"),
    ],
)
def test_a_row_that_contradicts_the_record_names_both(
    cast: Cast, bring: Any, in_english: None, changed: dict[str, str], ours: str, theirs: str
) -> None:
    brought(bring, row(**CLOSED))
    [problem] = bring([row(**CLOSED | changed)]).problems
    assert problem.row == 2
    assert NUMBER in problem.message and ours in problem.message and theirs in problem.message


def test_a_withdrawn_dossier_is_not_decided_by_the_book(cast: Cast, bring: Any, in_english: None) -> None:
    dossier = cast.received(at(7, 8, 30))
    when = at(8)
    succeeded(withdraw([dossier.pk], reason="x", by=cast.hoa, at=when, recorded_at=when, ground=GROUND))
    [problem] = bring([row(number=dossier.number, **CLOSED)]).problems
    assert "Withdrawn" in problem.message and "Decided" in problem.message


def test_one_bad_row_loads_nothing_and_all_faults_are_named(cast: Cast, bring: Any) -> None:
    report = bring(
        [
            row(**CLOSED),
            row(number="28.H39-1901", received="31/02/2019"),
            row(number=NUMBER.replace("0001", "0003"), channel="chim"),
        ]
    )
    assert [(p.row, p.column) for p in report.problems] == [
        (3, "Mã hồ sơ"),
        (3, "Nhận hồ sơ"),
        (4, "Kênh tiếp nhận"),
    ]
    assert not Dossier.objects.exists() and not report.loaded and report.acts == {}


def test_a_refusal_of_an_act_rolls_everything_back(cast: Cast, bring: Any) -> None:
    dossier = cast.received(at(7, 8, 30))
    when = at(8)
    succeeded(ask_for_supplement([dossier.pk], missing="x", by=cast.hoa, at=when, recorded_at=when, ground=GROUND))
    report = bring([row(number=NUMBER.replace("0001", "0009")), row(number=dossier.number, **CLOSED)])
    assert [p.row for p in report.problems] == [3]
    assert Dossier.objects.count() == 1


def test_a_dry_run_says_what_would_happen_and_changes_nothing(cast: Cast, bring: Any) -> None:
    report = bring([row(**CLOSED)], dry_run=True)
    assert (report.new, sum(report.acts.values()), report.loaded, report.problems) == (1, 4, False, [])
    assert not Dossier.objects.exists() and not NumberBook.objects.exists()


def test_days_without_a_time_are_the_opening_and_the_close(cast: Cast, bring: Any) -> None:
    brought(bring, row(received="07/01/2019", **CLOSED | {"decided": "11/01/2019", "returned": "14/01/2019"}))
    assert [e.moment for e in entries(the())] == [at(7, 7, 30), at(7, 7, 30), at(11, 17), at(14, 17)]


def test_a_day_without_a_time_gives_way_to_what_the_book_times_on_it(cast: Cast, bring: Any) -> None:
    brought(bring, row(received="11/01/2019 17:20", **CLOSED | {"decided": "11/01/2019", "returned": "11/01/2019"}))
    assert {e.moment for e in entries(the())} == {at(11, 17, 20)}


def test_a_book_with_nothing_but_the_columns_of_the_form_is_read(cast: Cast, bring: Any, in_english: None) -> None:
    """Form 07 says neither who received nor when handling ended, nor with which document."""
    form = {
        "no": "TT",
        "number": "MÃ HỒ SƠ",
        "procedure": "Tên thủ tục hành chính",
        "sets": "Số lượng hồ sơ\n(bộ)",
        "applicant": "Tên cá nhân/tổ chức",
        "address": "Địa chỉ, số điện thoại",
        "deciding_unit": "co quan chu tri giai quyet",
        "received": "Nhận hồ sơ",
        "appointed": "Hẹn trả kết quả",
        "returned": "Trả kết quả",
        "return_channel": "Phương thức nhận kết quả",
        "signed": "Ký nhận",
        "note": "Ghi chú",
    }
    cells = row(procedure="Đăng ký lại khai sinh", address="Ấp 1, ĐT: 0912 000 001", **RETURNED)
    title = "SỔ THEO DÕI HỒ SƠ;;;;;;;;;;;;\n;;;;;;;;;;;;\n".encode()
    numbering = {key: f"({i})" for i, key in enumerate(form, start=1)}
    report = bring(title + as_csv([numbering, cells], form).removeprefix(b"\xef\xbb\xbf"), ".csv")
    assert report.problems == []
    dossier = the()
    assert dossier.received_unit_id == dossier.deciding_unit_id == cast.office.pk
    assert (dossier.ended_at, dossier.returned_at, dossier.outcome) == (at(14, 9), at(14, 9), "granted")
    assert (dossier.applicant.address, dossier.applicant.phone) == ("Ấp 1", "0912 000 001")
    assert set(report.remarked) == {"decided_from_return", "no_document"}


def test_what_the_book_says_besides_is_kept_with_the_receipt(cast: Cast, bring: Any, in_english: None) -> None:
    report = brought(bring, row(note="Hồ sơ khó", appointed="15/01/2019"))
    kept = said(entries(the())[0])["register"]
    assert kept == {"row": 2, "file": "so.xlsx", "sets": 1, "note": "Hồ sơ khó", "appointed": "15/01/2019"}
    assert the().due_at == at(14, 8, 30)
    [remark] = report.remarks
    assert (remark.row, remark.kind) == (2, "due")
    assert "15/01/2019" in remark.message and "14/01/2019 08:30" in remark.message


def test_columns_that_nobody_knows_are_named_and_not_read(cast: Cast, bring: Any) -> None:
    headings = {key: key for key in row()} | {"color": "Màu bìa"}
    report = bring(as_csv([row(color="xanh")], headings), ".csv")
    assert report.problems == [] and report.extra_columns == ["Màu bìa"]
    assert any("Màu bìa" in note for note in report.notes)


def test_vietnamese_is_stored_composed_however_it_arrives(cast: Cast, bring: Any) -> None:
    content = unicodedata.normalize("NFD", as_csv([row()]).decode("utf-8-sig")).encode()
    report = bring(content, ".csv")
    assert report.problems == []
    assert the().applicant.name == unicodedata.normalize("NFC", "Nguyễn Thị Lan")


def test_one_person_with_several_dossiers_is_entered_once(cast: Cast, bring: Any) -> None:
    rows = [row(number=NUMBER.replace("0001", f"000{i}")) for i in range(1, 4)]
    brought(bring, *rows[:2])
    brought(bring, *rows)
    assert Applicant.objects.count() == 1
    brought(bring, row(number=NUMBER.replace("0001", "0009"), applicant="Nguyễn Văn Khác"))
    assert Applicant.objects.count() == 2


@pytest.mark.parametrize(
    ("number", "day"),
    [
        ("000.00.28.H39-191105-0012", "05/11/2019 09:00"),
        ("H39.28.12-261123-0001", "23/11/2026 08:00"),
        ("000.00.28.H39-191105-123456", "05/11/2019 09:00"),
    ],
)
def test_numbers_of_old_and_new_forms_and_longer_serials_are_kept(
    cast: Cast, bring: Any, number: str, day: str
) -> None:
    brought(bring, row(number=number, received=day), now=datetime(2026, 12, 1, tzinfo=UTC))
    assert the(number).number == number


def test_a_number_brought_in_is_never_given_again(cast: Cast, bring: Any) -> None:
    brought(bring, row(number=NUMBER.replace("0001", "0017")), row(number=NUMBER.replace("0001", "0003")))
    assert cast.received(at(7, 15)).number == NUMBER.replace("0001", "0018")


def test_a_book_that_is_further_on_stays_where_it_is(cast: Cast) -> None:
    numbers.take("000.00.28.H39", at(7).date(), 40)
    numbers.keep_clear_of([NUMBER, "half a number"])
    assert numbers.take("000.00.28.H39", at(7).date()) == [NUMBER.replace("0001", "0041")]


def test_the_chains_are_whole_after_an_import(cast: Cast, bring: Any) -> None:
    brought(bring, row(**CLOSED), row(number=NUMBER.replace("0001", "0002"), early_end=None))
    assert verify().ok
