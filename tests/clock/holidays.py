"""The public holidays and swapped days that the clerk of the tests knows.

Typed by hand from the Labour Code (Article 115 of 2012, Article 112 of 2019), the government's dispatches about Tết
and swapped days, and docs/rules/deadlines.md; not taken from the code under test or from any package.
"""

from datetime import date, timedelta


def _days(first: date, last: date) -> set[date]:
    return {first + timedelta(days=n) for n in range((last - first).days + 1)}


OFF = {
    # 2018: new year; Tết from the 29th of the twelfth month; the Hùng kings; 30 April and 1 May; 2 September was a
    # Sunday, so that Monday was off; 31 December was exchanged for 5 January 2019.
    date(2018, 1, 1),
    *_days(date(2018, 2, 14), date(2018, 2, 20)),
    *(date(2018, 4, 25), date(2018, 4, 30), date(2018, 5, 1), date(2018, 9, 2), date(2018, 9, 3)),
    date(2018, 12, 31),
    # 2019: the Hùng kings' day was Sunday 14 April; Monday 29 April was exchanged for Saturday 4 May.
    date(2019, 1, 1),
    *_days(date(2019, 2, 4), date(2019, 2, 8)),
    *(date(2019, 4, 14), date(2019, 4, 15), date(2019, 4, 29), date(2019, 4, 30), date(2019, 5, 1)),
    date(2019, 9, 2),
    # 2020: Tết took in the weekend, for which two more days were off.
    date(2020, 1, 1),
    *_days(date(2020, 1, 23), date(2020, 1, 29)),
    *(date(2020, 4, 2), date(2020, 4, 30), date(2020, 5, 1), date(2020, 9, 2)),
    # 2026: the Hùng kings' day was Sunday 26 April; 1 and 2 September; 24 November for the first time.
    *(date(2026, 1, 1), date(2026, 1, 2)),
    *_days(date(2026, 2, 16), date(2026, 2, 20)),
    *(date(2026, 4, 26), date(2026, 4, 27), date(2026, 4, 30), date(2026, 5, 1)),
    *(date(2026, 8, 31), date(2026, 9, 1), date(2026, 9, 2), date(2026, 11, 24)),
}

# A day worked, and the day off in whose place and with whose hours.
WORKED = {
    date(2019, 1, 5): date(2018, 12, 31),
    date(2019, 5, 4): date(2019, 4, 29),
    date(2026, 1, 10): date(2026, 1, 2),
    date(2026, 8, 22): date(2026, 8, 31),
}
