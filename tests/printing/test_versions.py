"""An administration prints its own versions of forms: from a day on, for a unit; what cannot be printed is not."""

from datetime import date, timedelta

import pytest
from django.db import transaction
from django.utils import translation

from motcua.journal.models import Entry
from motcua.journal.verify import verify
from motcua.people.actor import SYSTEM_ACTOR, Actor
from motcua.printing import checking
from motcua.printing.checking import problems_of
from motcua.printing.forms import FORMS
from motcua.printing.models import FormVersion, PrintedForm, StatutoryForm
from motcua.printing.render import STANDARDS, pdf_of, pictures_of
from motcua.printing.samples import sample_of, unprinted
from motcua.printing.sets import form_sets
from motcua.printing.versions import NotPutInForce, own_forms, put_in_force, take_out_of_force
from tests.cast import GROUND, Cast, at
from tests.desk.routes.calendars import administrator
from tests.printing.conftest import sheets

RECEIPT = StatutoryForm.RECEIPT


@pytest.fixture
def dossier(cast: Cast):
    """Received at the district's desk on the first day."""
    return cast.received()


OWN = """#import "/layout.typ": *
#show: sheet.with("Giấy tiếp nhận " + data.number)
#head([Số: #data.number], data.place_day)
Mẫu riêng của huyện: #data.applicant.name
"""
DAY = date(2019, 1, 7)


def own(unit=None, source=OWN, valid_from=DAY, by=SYSTEM_ACTOR, form=RECEIPT, decision="12/QĐ-UBND", when=None):
    when = when or at(7, 8)
    said = {"unit": unit, "valid_from": valid_from, "source": source, "decision": decision}
    return put_in_force(form, **said, by=by, at=when, ground=GROUND, recorded_at=when)


def refused(**given) -> NotPutInForce:
    with translation.override("en"), pytest.raises(NotPutInForce) as caught, transaction.atomic():
        own(**given)
    assert not FormVersion.objects.exists()
    with translation.override("en"):
        caught.value.args = (" ".join(str(each) for each in caught.value.problems),)
    return caught.value


def test_the_version_of_the_day_of_reception_is_printed_and_looking_again_shows_it(cast: Cast, dossier, prints):
    version = own(cast.district.pk)
    printed = prints(dossier, at(7, 9))
    assert printed.version == version
    [page] = sheets(pdf_of(printed))
    assert "Mẫu riêng của huyện" in page and dossier.number in page
    take_out_of_force(version.pk, last=DAY, by=SYSTEM_ACTOR, at=at(7, 10), ground=GROUND, recorded_at=at(7, 10))
    [page] = sheets(pdf_of(PrintedForm.objects.get(pk=printed.pk)))
    assert "Mẫu riêng của huyện" in page
    assert len(pictures_of(printed)) == 1
    assert verify().ok


def test_what_was_received_before_its_first_day_is_printed_on_the_circulars_form(cast: Cast, dossier, prints):
    own(cast.district.pk, valid_from=DAY + timedelta(days=1))
    printed = prints(dossier, at(8, 9))
    assert printed.version is None
    assert "GIẤY TIẾP NHẬN HỒ SƠ" in sheets(pdf_of(printed))[0]


def test_the_nearest_units_version_is_printed_and_then_the_one_of_all(cast: Cast, dossier, prints):
    for_all = own(None, OWN.replace("huyện", "tất cả"))
    assert prints(dossier).version == for_all
    near = own(cast.district.pk)
    assert prints(dossier).version == near
    take_out_of_force(near.pk, last=DAY - timedelta(days=1), by=SYSTEM_ACTOR, at=at(7, 9), ground=GROUND)
    assert prints(dossier).version == for_all


def test_of_two_versions_the_one_that_began_last_is_printed_and_once_ended_none(cast: Cast, dossier, prints):
    own(cast.district.pk)
    second = own(cast.district.pk)
    assert second.number == 2
    assert prints(dossier).version == second
    take_out_of_force(second.pk, last=DAY - timedelta(days=1), by=SYSTEM_ACTOR, at=at(7, 9), ground=GROUND)
    assert prints(dossier).version is None, "the one before does not come back"


def test_an_act_of_the_journal_with_the_text(cast: Cast):
    version = own(cast.district.pk)
    entry = Entry.objects.get(subject_id=version.pk)
    assert (entry.act, entry.subject_type) == ("put_in_force", "formversion")


def test_administrators_of_the_unit_or_above_put_forms_in_force_and_nobody_else(cast: Cast):
    of_district = administrator(cast)
    quan = Actor.of(of_district, DAY)
    assert own(cast.district.pk, by=quan).account_id == of_district.pk
    with pytest.raises(NotPutInForce):
        own(cast.district.pk, by=cast.hoa)


@pytest.mark.parametrize(
    ("source", "sentence"),
    [
        ("= Tên", "The paper has no title to be read aloud."),
        (OWN + "#data.bogus", "Line 5, column 7: The form has no field “bogus”."),
        (OWN + '#data.at("bogus")', "Line 5, column 11: The form has no field “bogus”."),
        (OWN + "#if data.again != '' [#data.bogus]".replace("''", '""'), "The form has no field “bogus”."),
        (OWN + "#data.applicant.nme", "Line 5, column 17: The form has no field “nme”."),
        (OWN + "#for each in data.papers [#each.nam]", "Line 5, column 33: The form has no field “nam”."),
        (OWN + "#let x = (", "Line 5, column 10: A bracket or a mark is opened here and never closed."),
        (OWN + "#foo", "Line 5, column 2: “foo” is not known here."),
        (OWN + '#read("/etc/passwd")', "a form reads the files of its own set and no others."),
        (OWN + '#read("../../../../etc/passwd")', "a form reads the files of its own set and no others."),
        (OWN + '#import "@preview/cetz:0.3.0": canvas', "A form takes no packages from outside."),
        (OWN + "#{ let i = 0; while i < 2 { i = i * 1 } }", "This loop does not end."),
        (OWN + "#for i in range(30) [#pagebreak() a]", "The form has 31 pages; at most 20 are printed."),
        (OWN + "#let x = range(100000).map(i => range(1000))\n#x.len()", "The form takes too much memory."),
        (OWN + '#image(bytes(data.qr), format: "svg")', "This could not be kept for decades and read aloud"),
        ("  \n", "The form is empty."),
        ("a" * 60_001, "The form is longer than 60000 letters."),
    ],
)
def test_what_cannot_be_printed_is_not_put_in_force_and_its_line_is_said(cast: Cast, source, sentence):
    assert sentence in str(refused(source=source))


def test_a_text_that_never_ends_is_stopped(cast: Cast, monkeypatch):
    monkeypatch.setattr(checking, "SECONDS", 1)
    endless = "#for i in range(100000) { for j in range(100000) {} }"
    assert "takes longer than 1 seconds" in str(refused(source=OWN + endless))


def test_the_sentence_is_in_the_readers_language():
    with translation.override("vi"):
        [problem] = problems_of(OWN + "#data.bogus", [sample_of(RECEIPT)], STANDARDS)
        assert str(problem) == "Dòng 5, cột 7: Biểu mẫu không có trường “bogus”."


def test_a_day_before_today_and_a_missing_decision_are_refused(cast: Cast):
    assert refused(valid_from=DAY - timedelta(days=1)).field == "valid_from"
    assert refused(valid_from=date(2029, 1, 1)).field == "valid_from"
    assert refused(decision=" ").field == "decision"
    assert refused(decision="1" * 61).field == "decision"


@pytest.mark.parametrize("form", sorted(own_forms()))
def test_the_sample_of_each_form_prints_on_every_circulars_form_as_archivable_tagged_pdf(form):
    for each in form_sets():
        if form in each.forms:
            source = each.template(form).read_text(encoding="utf-8")
            assert problems_of(source, [sample_of(form)], STANDARDS) == [], each.code


def test_the_sample_of_the_receipt_has_the_fields_of_a_real_one(cast: Cast, dossier):
    for form in (StatutoryForm.RECEIPT, StatutoryForm.CONTROL):
        printed = unprinted(dossier, form)
        assert printed is not None
        said = FORMS[form].compose(printed)
        assert set(said) | {"qr"} == set(sample_of(form))
