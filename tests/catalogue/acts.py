"""Short forms in which the tests of the catalogue publish and found units."""

from datetime import date, datetime
from typing import Any

from motcua.catalogue.content import Content, Draft, Terms
from motcua.catalogue.models import Version
from motcua.catalogue.publish import Published, publish_versions
from motcua.journal.by import SYSTEM
from motcua.moments import LOCAL
from motcua.organisation.establish import NewUnit, establish
from motcua.organisation.models import Unit
from motcua.worktime.limits import Limit, LimitUnit

JANUARY, MARCH, JUNE = date(2019, 1, 1), date(2019, 3, 1), date(2019, 6, 1)
AT = datetime(2018, 12, 28, 9, tzinfo=LOCAL)
BIRTH, MARRIAGE = "1.001193", "1.000894"
KNOWN: dict[str, Any] = {"by": SYSTEM, "at": AT, "recorded_at": AT}


def working_days(value: int, channel: str = "counter") -> Terms:
    return Terms(channel, Limit(value, LimitUnit.WORKING_DAY))


def draft(code: str = BIRTH, days: int = 1, **given: Any) -> Draft:
    name = given.pop("name", "Thủ tục đăng ký khai sinh")
    of_field = given.pop("field", "Hộ tịch")
    silent_on = given.pop("silent_on", frozenset())
    content = Content(name=name, **({"terms": (working_days(days),)} | given))
    return Draft(code=code, field=of_field, content=content, silent_on=silent_on)


def publish(*drafts: Draft, from_day: date = JANUARY) -> Published:
    return publish_versions(drafts, from_day=from_day, **KNOWN)


def version(of: Draft | None = None, from_day: date = JANUARY) -> Version:
    of = of or draft()
    return publish(of, from_day=from_day).versions[of.code]


def unit(code: str = "27898") -> Unit:
    [made] = establish(
        [NewUnit(code, f"UBND xã {code}", "administration", "commune")],
        ground="DECISION",
        from_day=date(2018, 1, 1),
        **KNOWN,
    )
    return made
