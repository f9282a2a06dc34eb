"""Decisions on units on the screen: written, mended, rehearsed, left, scheduled, in force; all without scripts."""

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import translation
from procrastinate.contrib.django.models import ProcrastinateJob

from motcua.desk import reorganisation_doors
from motcua.desk.now import now
from motcua.dossiers.models import Dossier
from motcua.moments import local_day
from motcua.organisation.tree import tree
from motcua.reorganising.force import take_force
from motcua.reorganising.models import Handed, Reorganisation, Stage
from motcua.reorganising.rehearsal_work import carry_through, under_way
from motcua.tracking.story import story_of
from tests.cast import Cast
from tests.cast import reread as dossier_as_it_is
from tests.desk.routes.calendars import administrator
from tests.desk.routes.reorganising import MERGE, new
from tests.desk.town import Town, ago
from tests.reorganising.worked import in_force, written

TODAY = local_day(datetime.now(UTC))
SignIn = Callable[..., Client]


@pytest.fixture
def quan(town: Town, sign_in: SignIn) -> Client:
    """The browser of the district's administrator, in English."""
    administrator(town.cast)
    return sign_in("quan", "en")


def text(answer: Any, status: int = 200) -> str:
    assert answer.status_code == status, answer.content.decode()[-3000:]
    return answer.content.decode()


def page(client: Client, made: Reorganisation, more: str = "") -> str:
    return text(client.get(f"/units/decisions/{made.pk}/{more}"))


def post(client: Client, made: Reorganisation, what: str, **typed: Any) -> Any:
    made.refresh_from_db()
    return client.post(f"/units/decisions/{made.pk}/{what}/", {"seen": made.seq, **typed})


def merge(on: date = TODAY, **given: Any) -> Reorganisation:
    return written(*MERGE, on=on, at=ago(0), **given)


def test_a_decision_is_written_with_its_file_and_rows_and_stands_in_the_list(quan: Client, town: Town):
    rows = "operation,source,code,name,kind,level\ncreate,,801.09,Phòng Nội vụ,office,district\n"
    rows += "consolidate,801.02,801.09,,,\n"
    sent = {
        "rows": SimpleUploadedFile("dòng.csv", rows.encode()),
        "signed": SimpleUploadedFile("NQ-2.pdf", b"%PDF-1.7 signed"),
    }
    answer = quan.post("/units/decisions/new/", new(town) | sent)
    assert answer.status_code == 303
    made = Reorganisation.objects.get()
    assert [line["operation"] for line in made.lines] == ["create", "consolidate"]
    assert "2/NQ" in text(quan.get("/units/decisions/"))
    kept = quan.get(f"/units/decisions/{made.pk}/file/")
    assert kept.content == b"%PDF-1.7 signed"
    assert "attachment" in kept.headers["Content-Disposition"]


def test_a_file_that_cannot_be_read_is_said_at_its_field_and_nothing_is_written(quan: Client, town: Town):
    sent = {"rows": SimpleUploadedFile("dòng.csv", b"unit,into\n1,2\n")}
    assert "must name the columns" in text(quan.post("/units/decisions/new/", new(town) | sent), 422)
    assert not Reorganisation.objects.exists()


def test_what_is_too_long_or_no_file_of_rows_is_said_before_the_day(quan: Client):
    made = merge()
    assert "not valid CSV" in text(post(quan, made, "rows", upload="1", rows=_csv(f"create,{'x' * 140_000}")), 422)
    rows = '[{"row": "x", "operation": "rename", "source": "801.02", "name": "' + "N" * 201 + '"}]'
    post(quan, made, "rows", upload="1", rows=SimpleUploadedFile("a.json", rows.encode()))
    assert "has 201 characters; at most 200 are kept" in page(quan, made)


def _csv(row: str) -> SimpleUploadedFile:
    return SimpleUploadedFile("a.csv", f"operation,name\n{row}\n".encode())


def test_rows_are_added_changed_and_removed_one_by_one(quan: Client):
    made = merge()
    post(quan, made, "rows", operation="dissolve", source="801.01", name="not asked for by this operation")
    made.refresh_from_db()
    assert made.lines[-1] == {"row": 4, "operation": "dissolve", "source": "801.01"}
    post(quan, made, "rows", row="4", operation="absorb", source="801.01", code="27899")
    made.refresh_from_db()
    assert made.lines[-1] == {"row": 4, "operation": "absorb", "source": "801.01", "code": "27899"}
    post(quan, made, "rows", remove="4")
    made.refresh_from_db()
    assert [line["row"] for line in made.lines] == [2, 3]


def test_who_changes_rows_that_somebody_has_changed_meanwhile_is_told(quan: Client):
    made = merge()
    answer = quan.post(f"/units/decisions/{made.pk}/rows/", {"seen": made.seq + 7, "remove": "2"})
    assert "changed this decision meanwhile" in text(answer, 409)
    made.refresh_from_db()
    assert len(made.lines) == 2


def test_every_problem_stands_at_its_row_and_nothing_can_be_rehearsed_before_it_is_mended(quan: Client):
    made = merge()
    post(quan, made, "rows", operation="absorb", source="999", code="801.01")
    shown = page(quan, made)
    row = shown.split('id="row-4"')[1].split("</tr>")[0]
    assert "no unit bears the code 999" in row
    assert "no unit bears the code 999" in text(post(quan, made, "rehearsal"), 409)
    assert 'id="row-2"' not in page(quan, made, "?wrong=1")


def test_a_rehearsal_says_what_moves_where_and_its_figures_open(quan: Client, town: Town):
    made = merge()
    post(quan, made, "rehearsal")
    shown = page(quan, made)
    moving = Dossier.objects.open_now().filter(holder_unit=town.cast.office, holder_function="handling")
    assert f"{moving.count()} open dossiers of Phòng Tư pháp go to Phòng Nội vụ - Tư pháp" in shown
    keys = {
        each["kind"]: each["key"] for each in reread(made).rehearsal["findings"] if each.get("function") != "leader"
    }
    opened = text(quan.get(f"/units/decisions/{made.pk}/opened/?finding={keys['moves']}"))
    for number in moving.values_list("number", flat=True):
        assert number in opened
    people = text(quan.get(f"/units/decisions/{made.pk}/opened/?finding={keys['gains']}"))
    assert "Lê Văn An" in people
    assert "Trần Thị Hoa" not in people


def reread(made: Reorganisation) -> Reorganisation:
    made.refresh_from_db()
    return made


def test_what_a_figure_opens_into_is_what_its_reader_may_see(quan: Client, town: Town, sign_in: SignIn):
    made = merge()
    post(quan, made, "rehearsal")
    key = next(each["key"] for each in reread(made).rehearsal["findings"] if each["kind"] == "moves")
    opened = text(sign_in("dung", "en").get(f"/units/decisions/{made.pk}/opened/?finding={key}"))
    assert town["taken"].number not in opened
    assert "you may see 0 of them" in opened


def test_a_rehearsal_is_out_of_date_when_a_row_has_changed(quan: Client):
    made = merge()
    post(quan, made, "rehearsal")
    assert "Schedule for" in page(quan, made)
    post(quan, made, "terms", on=f"{TODAY + timedelta(days=3):%d/%m/%Y}", fallback="801.01")
    assert "Schedule for" not in page(quan, made)
    assert "Rehearse again" in text(post(quan, made, "schedule"), 409)


def test_what_blocks_is_left_with_a_reason_or_stays_open(quan: Client):
    made = written("dissolve source=801.02", on=TODAY, at=ago(0))
    post(quan, made, "rehearsal")
    [key] = [each["key"] for each in reread(made).rehearsal["findings"] if each["kind"] == "nobody_goes_on"]
    assert "covered by no row" in page(quan, made)
    assert "Say why" in text(post(quan, made, "left", key=key), 409)
    assert post(quan, made, "left", key=key, reason="Chuyển tay").status_code == 303
    shown = page(quan, made)
    assert "Chuyển tay" in shown
    assert "Nothing is open that blocks" in shown


def test_scheduled_it_shows_why_it_is_stuck_and_is_taken_back_with_a_reason(quan: Client):
    made = merge(TODAY + timedelta(days=1))
    post(quan, made, "rehearsal")
    assert post(quan, made, "schedule").status_code == 303
    Reorganisation.objects.filter(pk=made.pk).update(stuck="Row 3: 801.02 ends already by row 2.")
    assert "801.02 ends already" in text(quan.get("/units/decisions/?stage=scheduled"))
    assert "801.02 ends already" in page(quan, made)
    assert "Say why" in text(post(quan, made, "taking_back"), 409)
    post(quan, made, "taking_back", reason="Hoãn")
    assert reread(made).stage == Stage.TAKEN_BACK


def test_after_its_day_it_says_what_was_moved_and_what_no_row_covered(quan: Client, town: Town, sign_in: SignIn):
    made = written("dissolve source=801.02", on=TODAY, at=ago(0), fallback="801.01")
    in_force(made, ago(0), leave=True)
    left = Handed.objects.filter(reorganisation=made, row=0)
    assert left.exists()
    shown = page(quan, made)
    assert "No row covered these dossiers" in shown
    hoa = sign_in("hoa", "en")
    assert f"/units/decisions/{made.pk}/handed/?row=0" in text(hoa.get("/")), "she owns the inbox where they lie"
    listed = text(hoa.get(f"/units/decisions/{made.pk}/handed/?row=0"))
    for dossier in Dossier.objects.filter(pk__in=left.values("dossier")):
        assert dossier.number in listed
    assert "handed/?row=0" not in text(sign_in("dung", "en").get("/"))


def test_a_long_rehearsal_is_carried_through_by_the_worker_and_says_how_far_it_is(quan: Client, monkeypatch):
    monkeypatch.setattr(reorganisation_doors, "MOST_LINES", 1)
    made = merge()
    post(quan, made, "rehearsal")
    shown = page(quan, made)
    assert "The rehearsal is under way" in shown
    assert "Schedule for" not in shown
    job = ProcrastinateJob.objects.get(task_name__endswith="rehearse_aside")
    work = under_way(reread(made))
    assert work is not None
    carry_through(made.pk, job.args["dossiers"], datetime.fromisoformat(job.args["asked_at"]))
    assert "The rehearsal is done" in page(quan, made, "?part=progress")
    assert "Schedule for" in page(quan, made)


def test_officers_do_not_read_decisions_and_leaders_do_not_write_them(town: Town, sign_in: SignIn):
    made = merge()
    assert sign_in("an").get(f"/units/decisions/{made.pk}/").status_code == 403
    chi = sign_in("chi", "en")
    assert "Rehearse" not in page(chi, made).split('id="rehearsal"')[1].split("Not rehearsed yet.")[0]
    assert chi.post(f"/units/decisions/{made.pk}/schedule/").status_code == 403


def test_the_chart_shows_any_day_and_finds_without_accents(quan: Client, town: Town):
    in_force(merge(), ago(0))
    shown = text(quan.get("/units/"))
    assert "Phòng Nội vụ - Tư pháp" in shown
    eve = text(quan.get(f"/units/?day={TODAY - timedelta(days=1):%d/%m/%Y}"))
    assert "801.02" in eve
    assert "801.09" not in eve
    found = text(quan.get("/units/?q=phong+tu+phap"))
    assert "801.09" in found
    assert "Earlier names" in found
    assert "801.02" in found


def test_a_large_chart_folds_families_and_asks_no_more_statements(quan: Client, monkeypatch):
    def statements(path: str) -> int:
        with CaptureQueriesContext(
            connection,
        ) as caught:
            text(quan.get(path))
        return len(caught)

    statements("/units/")
    before = statements("/units/")
    rows = [f"create code=X{n} name=Ấp+{n} kind=hamlet level=hamlet parent=27899" for n in range(300)]
    in_force(written(*rows, on=TODAY, at=ago(0)), ago(0), leave=True)
    shown = text(quan.get("/units/"))
    assert "300 units below" in shown
    assert "Ấp 17<" not in shown
    assert statements("/units/") == before
    assert "Ấp 17<" in text(quan.get("/units/?under=27899"))


def test_a_unit_tells_what_it_was_what_followed_and_by_which_decision(quan: Client, town: Town):
    made = merge()
    in_force(made, ago(0))
    assert quan.get("/units/801.02/").status_code == 303
    old = text(quan.get(f"/units/{town.cast.office.pk}/"))
    assert "Its work is done today by" in old
    assert "801.09" in old
    assert f"/units/decisions/{made.pk}/" in old
    assert "until decision 1/NQ" in old
    there = text(quan.get("/units/801.09/"))
    assert "Came from" in there
    assert "Lê Văn An" in there
    assert "open dossiers lie here now" in there


def test_an_old_code_leads_to_what_stands_for_it_today_and_says_so(quan: Client):
    in_force(merge(), ago(0))
    answer = quan.get("/units/by-code/801.02/", follow=True)
    assert answer.redirect_chain[-1][0] == "/units/801.09/"
    assert "801.02 was the code of Phòng Tư pháp" in text(answer)
    assert quan.get("/units/by-code/nothing/").status_code == 404


def test_a_code_with_two_successors_or_two_bearers_shows_all(quan: Client):
    rows = (
        "create code=801.08 name=Phòng+A kind=office level=district parent=801",
        "create code=801.09 name=Phòng+B kind=office level=district parent=801",
        "divide source=801.02 code=801.08 rule=main",
        "divide source=801.02 code=801.09 rule=field values=khác",
    )
    in_force(written(*rows, on=TODAY, at=ago(0)), ago(0), leave=True)
    shown = text(quan.get("/units/by-code/801.02/"))
    assert "Phòng A" in shown
    assert "Phòng B" in shown


def test_a_dossier_that_passed_on_says_so_and_its_old_number_finds_it(quan: Client, town: Town, sign_in: SignIn):
    taken = town["taken"]
    in_force(merge(), ago(0))
    new_office = tree().by_code("801.09", TODAY)
    assert new_office is not None
    an = sign_in("an", "en")
    answer = an.get(f"/dossiers/?q={taken.number}")
    assert answer.status_code == 303
    shown = text(an.get(answer.headers["Location"]))
    assert "passed on from Phòng Tư pháp to Phòng Nội vụ - Tư pháp" in shown
    assert "Phòng Tư pháp (now: Phòng Nội vụ - Tư pháp)" in shown


def test_the_applicant_reads_who_received_it_who_has_it_now_and_where_to_collect(town: Town):
    rows = (
        "create code=801.08 name=Trung+tâm+Phục+vụ kind=one_stop level=district parent=801",
        "consolidate source=801.01 code=801.08",
    )
    in_force(written(*MERGE, *rows, on=TODAY, at=ago(0)), ago(0))
    with translation.override("en"):
        story = story_of(dossier_as_it_is(town["taken"]), now())
        assert story.lies_with == "Phòng Nội vụ - Tư pháp"
        assert story.received_by == "Bộ phận Một cửa huyện (now: Trung tâm Phục vụ)"
        assert [step.unit for step in story.steps][-2:] == ["Phòng Tư pháp", "Phòng Nội vụ - Tư pháp"]
        assert (
            "at Trung tâm Phục vụ with this receipt" in story_of(dossier_as_it_is(town["decided"]), now()).collect
        )


def test_a_decision_is_read_with_the_same_statements_however_many_rows(quan: Client):
    made = merge()
    page(quan, made)
    with CaptureQueriesContext(connection) as few:
        page(quan, made)
    rows = [f"create code=Y{n} name=Ấp+{n} kind=hamlet level=hamlet parent=27899" for n in range(150)]
    large = written(*MERGE, *rows, on=TODAY, at=ago(0), number="9/NQ")
    with CaptureQueriesContext(connection) as many:
        shown = page(quan, large)
    assert len(many) == len(few)
    assert "Page 1 of 2" in shown


def test_what_has_not_been_scheduled_does_nothing(cast: Cast):
    made = merge(TODAY - timedelta(days=1))
    assert take_force(made.pk) is None
