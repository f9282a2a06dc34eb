"""What is said of a due moment: sentences in both languages, and long explanations made short."""

import re
from datetime import date, time, timedelta
from pathlib import Path

import pytest
from babel.messages.pofile import read_po
from django.utils.translation import override

from motcua.worktime import impossible, sentences
from motcua.worktime.calendar import DatedDay, WorkCalendar
from motcua.worktime.due import due
from motcua.worktime.limits import Limit, LimitUnit, Pause, Step
from motcua.worktime.national import STANDARD_WEEK, national_days, standard_calendar
from motcua.worktime.reading import readable
from motcua.worktime.sentences import cause_in_words, sentence
from tests.worktime.offices import SPAN_COUNTER, local

WD, CD, HOUR = LimitUnit.WORKING_DAY, LimitUnit.CALENDAR_DAY, LimitUnit.HOUR
STANDARD = standard_calendar()
BUSY = WorkCalendar(
    {**STANDARD_WEEK, 2: (), 5: (SPAN_COUNTER,)},
    {
        date(2019, 11, 5): DatedDay("closed", name={"vi": "Khắc phục bão", "en": "After the storm"}),
        date(2019, 11, 7): DatedDay("half", name={"vi": "Họp hội đồng"}),
    },
    yearly=national_days,
)
LOCALE = Path(sentences.__file__).parents[1] / "locale" / "vi"


def cases() -> list[Step]:
    """Steps of every kind that there is."""
    found: list[Step] = []
    receipts = [local(2019, 11, day, hour, 0) for day in range(4, 11) for hour in (6, 9, 12, 16, 20)]
    receipts += [local(2019, 4, 26, 9, 0), local(2019, 4, 29, 9, 0), local(2019, 4, 30, 9, 0)]
    for at in receipts:
        pause = Pause(at + timedelta(days=1), at + timedelta(days=4), "supplement")
        again = Pause(at + timedelta(hours=1), at + timedelta(days=1, hours=7), "tax", anew=True)
        short = Pause(at + timedelta(minutes=20), at + timedelta(minutes=30), "tax")
        for limit in (Limit(0, WD), Limit(4, WD), Limit(6, CD, time(15)), Limit(9, HOUR)):
            for calendar in (STANDARD, BUSY):
                for pauses in ((), (pause,), (short,), (again,), (Pause(at + timedelta(days=30), None, "land"),)):
                    told = due(at, limit, calendar, pauses).steps
                    found += (*told, *readable(told, 3))
    return found


CASES = cases()


def test_every_code_of_a_step_has_a_sentence_without_open_places() -> None:
    for lang in ("vi", "en"):
        for step in CASES:
            text = sentence(step, lang)
            assert text.endswith("."), step
            assert "%(" not in text
    assert {step.why for step in CASES} == {*sentences._TEXTS, "waiting", "pause"}
    assert {step.why for step in CASES if step.params.get("anew")} == {*sentences._ANEW}
    assert {s.params["reason"] for s in CASES if s.why == "waiting"} == {*sentences._WAITING}
    assert {s.why for s in CASES if s.params.get("counts")} == {*sentences._COUNTED_OFF}


def test_the_reasons_of_pauses_have_words_and_an_unknown_one_stands_for_itself() -> None:
    for cause in ("supplement", "fee", "tax", "land", "police"):
        assert cause_in_words(cause, "en").startswith("waiting for")
    assert cause_in_words("flood", "en") == "flood"


def test_a_holiday_is_called_by_its_name_in_the_readers_language() -> None:
    step = due(local(2026, 11, 24, 9, 0), Limit(1, WD), STANDARD).steps[0]
    assert "Ngày Văn hóa Việt Nam" in sentence(step, "vi")
    assert "Vietnam Cultural Day" in sentence(step, "en")


def test_the_sentence_of_a_pause_says_what_it_moves() -> None:
    one = Pause(local(2019, 11, 5, 9, 0), local(2019, 11, 6, 9, 0), "supplement")
    told = {limit.unit: due(local(2019, 11, 4, 9, 0), limit, STANDARD, [one]).steps for limit in
            (Limit(3, WD), Limit(3, CD), Limit(12, HOUR))}  # fmt: skip
    said = {unit: next(sentence(s, "en") for s in steps if s.why == "pause") for unit, steps in told.items()}
    assert said[WD].endswith("the limit moves by 1 working day.")
    assert said[CD].endswith("the limit moves by 1 day.")
    assert said[HOUR].endswith("the limit moves by 450 minutes of opening.")


def test_the_sentence_of_a_pause_that_begins_anew_says_so() -> None:
    again = Pause(local(2019, 11, 4, 10, 0), local(2019, 11, 6, 18, 0), "land", anew=True)
    told = due(local(2019, 11, 4, 9, 0), Limit(1, WD), STANDARD, [again]).steps
    said = [sentence(step, "en") for step in told]
    assert said[1] == (
        "The clock stood still (waiting for the land registration office): when that ended, the limit began anew."
    )
    assert said[2] == "The pause ended while the office was closed; the limit begins anew at 07:30 07/11/2019."
    assert said[3] == "Day on which the limit began anew: opening hours on its day 0."
    late = due(local(2019, 11, 4, 9, 0), Limit(1, WD, time(15)), STANDARD, [
        Pause(local(2019, 11, 4, 10, 0), local(2019, 11, 6, 15, 1), "land", anew=True)]).steps  # fmt: skip
    assert sentence(late[2], "en") == "The pause ended after 15:00; the limit begins anew at 07:30 07/11/2019."


def test_a_weekend_takes_the_evening_before_and_the_morning_after_it() -> None:
    steps = due(local(2019, 11, 8, 16, 0), Limit(1, WD), STANDARD).steps
    weekend = next(step for step in steps if step.why == "weekend")
    assert (weekend.since, weekend.until) == (local(2019, 11, 8, 17, 0), local(2019, 11, 11, 7, 30))


def test_a_long_explanation_is_short_and_keeps_every_minute() -> None:
    steps = due(local(2019, 11, 4, 9, 0), Limit(60, WD), STANDARD).steps
    short = readable(steps)
    assert len(steps) > 200
    assert len(short) <= 35
    assert sum(s.minutes for s in short) == sum(s.minutes for s in steps) == 60 * 450
    assert [s.since for s in short[1:]] == [s.until for s in short[:-1]]
    assert (short[0].since, short[-1].until) == (steps[0].since, steps[-1].until)
    assert sentence(short[0], "en") == "Opening hours of working days 0 to 4 of 60."


def test_a_short_explanation_is_left_as_it_is() -> None:
    steps = due(local(2019, 11, 4, 9, 0), Limit(1, WD), STANDARD).steps
    assert readable(steps) == steps


@pytest.mark.parametrize("file", list(LOCALE.glob("LC_MESSAGES/django.po")))
def test_every_sentence_is_translated_with_the_same_places(file: Path) -> None:
    with file.open("rb") as stream:
        catalogue = read_po(stream, locale="vi")
    lazy = [
        *sentences._TEXTS.values(),
        *sentences._ANEW.values(),
        *impossible.SENTENCES.values(),
        *sentences._WAITING.values(),
        *sentences._COUNTED_OFF.values(),
    ]
    with override("en"):
        texts = [str(text) for text in (*lazy, *sentences._CAUSES.values())]
    for text in texts:
        message = catalogue.get(text)
        assert message is not None, text
        assert isinstance(message.string, str)
        assert message.string
        assert set(re.findall(r"%\(\w+\)s", message.string)) == set(re.findall(r"%\(\w+\)s", text))
