"""Wordings: checked before they are in force, dated, and filled so that what counts is never cut."""

from datetime import date
from typing import Any

import pytest
from hypothesis import example as sample
from hypothesis import given, settings
from hypothesis import strategies as st

from motcua.notices import sms
from motcua.notices.fields import fields_of
from motcua.notices.kinds import BY_MACHINE, NoticeChannel, NoticeEvent
from motcua.notices.models import Wording
from motcua.notices.refusals import NoticeRefused
from motcua.notices.wording import Words, check, example, fill, word_notice, words_on
from motcua.people.actor import SYSTEM_ACTOR, Actor
from tests.cast import MONDAY, Cast, at
from tests.desk.routes.calendars import administrator
from tests.notices.conftest import refuses

E, C = NoticeEvent, NoticeChannel
WHO: dict[str, Any] = {"by": SYSTEM_ACTOR, "at": at(7, 9), "ground": "DECISION"}
READY_SMS: dict[str, Any] = {"event": E.READY, "channel": C.SMS, "language": "vi"}


def refused(body: str, event: NoticeEvent = E.READY, channel: NoticeChannel = C.SMS) -> NoticeRefused:
    with pytest.raises(NoticeRefused) as raised:
        check(event, channel, "Hồ sơ {number}", body)
    assert str(raised.value)
    return raised.value


@pytest.mark.parametrize("language", ["vi", "en"])
def test_the_packages_own_wordings_pass_their_check(db: None, language: str) -> None:
    for event in NoticeEvent:
        for channel in BY_MACHINE:
            words = words_on(MONDAY, event, channel, language)
            assert (
                check(event, channel, words.title, words.body)
                <= {C.SMS: 160, C.ZALO: 400, C.EMAIL: 10_000}[channel]
            )
            title, body = example(words)
            assert "{" not in title + body
            assert channel != C.SMS or (sms.length(body) <= 160 and body.isascii())


@pytest.mark.parametrize(
    ("body", "code", "line"),
    [
        ("Hồ sơ {number}\nđã {xong}", "field", 2),
        ("Hồ sơ {number}\n\n{number", "brace", 3),
        ("Hồ sơ number}", "brace", 1),
        ("Hồ sơ {number!r}", "form", 1),
        ("Hồ sơ {number.real}", "form", 1),
        ("Hồ sơ {}", "form", 1),
        ("Hồ sơ {number}\nđã xong ☺", "sign", 2),
        ("Hồ sơ {number}\nthiếu {missing}", "field", 2),
    ],
)
def test_a_mistake_is_told_with_its_line(body: str, code: str, line: int) -> None:
    problem = refused(body)
    assert (problem.code, problem.line) == (code, line)


def test_a_text_message_that_would_be_too_long_is_refused_with_how_much_too_long() -> None:
    problem = refused("{number} {day}\n" + "a" * 100)
    assert problem.code == "long_sms" and problem.line == 2
    assert problem.params["over"] == 60 + 1 + 10 + 1 + 100 - 160


def test_texts_count_with_their_shortest_form_and_braces_are_written_twice() -> None:
    assert check(E.READY, C.SMS, "", "{{{desk}}}") == 2 + 2 + 12, "a brace takes two places in a message"


def test_an_email_needs_a_subject_of_one_line() -> None:
    for title in ("", "Hồ sơ\nBcc: ai@example.vn"):
        with refuses("no_title"):
            check(E.READY, C.EMAIL, title, "Đã xong")


LONGEST = "000.00.28.H39-191105-0012" + "9" * 35


def test_a_number_is_never_cut_however_long_the_names_are() -> None:
    desk = "Bộ phận Tiếp nhận và Trả kết quả của Ủy ban nhân dân thị trấn Đông Thành huyện Đức Huệ tỉnh Long An"
    for event in NoticeEvent:
        words = words_on_default(event)
        values = {name: field.example for name, field in fields_of(event, C.SMS).items()}
        values |= {"number": LONGEST, "letter": LONGEST, "desk": desk, "unit": desk}
        _title, body = fill(words, values)
        assert sms.length(body) <= 160 and body.isascii(), event
        assert LONGEST in body, event
        assert values["day"] in body or "{day}" not in words.body


@settings(max_examples=60, deadline=None)
@given(
    st.sampled_from([C.SMS, C.ZALO]),
    st.lists(
        st.sampled_from(
            ["{number} ", "{due} ", "{desk}, ", "{unit} ", "{page} ", "{telephone}", "Xong {{1}} ", "€"]
        )
    ),
    st.text(max_size=60),
    st.text(max_size=300),
)
@sample(C.SMS, ["{number} ", "{due} " * 4], "[€]" * 20, "")
def test_what_passed_the_check_never_takes_more_than_one_message(
    channel: NoticeChannel, parts: list[str], number: str, text: str
) -> None:
    body = "".join(["Hồ sơ ", *parts])
    try:
        check(E.RECEIVED, channel, "", body)
    except NoticeRefused:
        return
    values = dict.fromkeys(fields_of(E.RECEIVED, channel), text) | {"number": number, "due": "08:00 12/11/2019"}
    _title, written = fill(Words(E.RECEIVED, channel, "vi", "", body), values)
    assert sms.length(written) <= {C.SMS: 160, C.ZALO: 400}[channel]
    assert channel != C.SMS or not [*sms.strange(written)]


def words_on_default(event: NoticeEvent) -> Words:
    from motcua.notices.wording import _defaults

    return Words(event, C.SMS, "vi", "", _defaults("vi")[event][C.SMS]["body"])


def test_a_name_is_shortened_by_words_and_the_page_is_left_out_whole() -> None:
    words = Words(E.READY, C.SMS, "vi", "", "Ho so {number}: {desk}. " + "x" * 80 + " {page}")
    values = {
        "number": "0012",
        "desk": "Bộ phận Một cửa huyện Đức Huệ",
        "page": "https://motcua.example.vn/tracking/",
    }
    _title, body = fill(words, values | {"desk": values["desk"] + " tỉnh Long An" * 9})
    assert body.startswith("Ho so 0012: Bo phan Mot cua") and ".." in body
    assert "https://motcua.example.vn/tracking/" in body or "http" not in body
    assert sms.length(body) <= 160


def test_whatever_comes_in_a_message_is_written_by_any_telephone() -> None:
    assert sms.writable("Đặng Thị “Bưởi” – ☺ 5₫") == 'Dang Thi "Buoi" - ? 5d'
    assert sms.length("{}") == 4


def test_a_line_of_another_cannot_become_a_header() -> None:
    words = Words(E.SUPPLEMENT, C.EMAIL, "vi", "Thiếu {missing}", "{missing}")
    title, body = fill(words, {"missing": "tờ khai\r\nBcc: ai@example.vn"})
    assert "\n" not in title and "\r" not in title
    assert "tờ khai" in body


def test_a_wording_holds_from_its_day_on(cast: Cast) -> None:
    word_notice(**READY_SMS, body="Ho so {number} xong roi", valid_from=date(2019, 1, 9), **WHO)
    assert words_on(date(2019, 1, 8), **READY_SMS).valid_from is None
    assert words_on(date(2019, 1, 9), **READY_SMS).body == "Ho so {number} xong roi"
    word_notice(**READY_SMS, body="Ho so {number} da xong", valid_from=date(2019, 1, 9), **WHO)
    assert words_on(date(2019, 1, 9), **READY_SMS).body == "Ho so {number} da xong"
    assert Wording.objects.get().seq == 2


def test_one_with_a_mistake_is_not_in_force(cast: Cast) -> None:
    with refuses("field"):
        word_notice(**READY_SMS, body="Ho so {numbr}", valid_from=date(2019, 1, 9), **WHO)
    with refuses("past"):
        word_notice(**READY_SMS, body="Ho so {number}", valid_from=date(2019, 1, 6), **WHO)
    with refuses("unknown_channel"):
        word_notice(**{**READY_SMS, "channel": "telephone"}, body="Ho so {number}", valid_from=MONDAY, **WHO)
    assert not Wording.objects.exists()


def test_only_an_administrator_changes_wordings(cast: Cast) -> None:
    given = {**READY_SMS, "body": "Ho so {number} da xong", "valid_from": MONDAY, **WHO}
    for who in (cast.hoa, cast.chi, cast.em):
        with refuses("not_administrator"):
            word_notice(**{**given, "by": who})
    account = administrator(cast)
    word_notice(**{**given, "by": Actor.of(account, MONDAY)})
    assert Wording.objects.count() == 1
