"""Why this due day, on the receipt: by the limit of the dossier's own case, and what does not count."""

from datetime import date

from motcua.dossiers.waiting import ask_for_supplement
from motcua.printing.why import why_lines
from tests.cast import GROUND, Cast, at, reread, succeeded
from tests.catalogued import SPLIT, publish_split


def test_a_limit_by_case_says_for_which_case_and_how_many(cast: Cast):
    publish_split(cast)
    farm = cast.received(at(date(2019, 3, 4), 9), procedure=SPLIT, case="farm", quantity=10)
    lines = why_lines(farm, farm.due_at)
    assert lines[0].startswith("Cách tính: nhận lúc 09:00 04/03/2019, cộng 25 ngày làm việc")
    assert lines[1] == "Thời hạn áp dụng cho trường hợp “Thửa đất nông nghiệp”, số lượng 10."
    online = cast.received(at(date(2019, 3, 4), 9), procedure=SPLIT, channel="online")
    assert not [line for line in why_lines(online, online.due_at) if "trường hợp" in line]
    plain = cast.received(quantity=3)
    assert not [line for line in why_lines(plain, plain.due_at) if "áp dụng" in line]


def test_what_was_promised_at_the_reception_is_explained_also_when_the_clock_stood_later(cast: Cast):
    dossier = cast.received()
    promised, lines = dossier.due_at, why_lines(dossier, dossier.due_at)
    when = at(8, 9)
    said = {"missing": "Bản sao", "by": cast.hoa, "at": when, "recorded_at": when, "ground": GROUND}
    succeeded(ask_for_supplement([dossier.pk], **said))
    assert why_lines(reread(dossier), promised) == lines != []
