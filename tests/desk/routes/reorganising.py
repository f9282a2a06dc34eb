"""Routes of units and of decisions on them: everybody sees the chart, leaders and control officers read decisions,
the administrator of the whole administration writes them."""

from datetime import UTC, datetime, timedelta
from typing import Any

from motcua.moments import local_day
from motcua.reorganising.acts import rehearse_reorganisation
from motcua.reorganising.models import Reorganisation
from tests.desk.routes.calendars import administrator
from tests.desk.routes.route import Route
from tests.desk.town import Town
from tests.reorganising.worked import written

MERGE = (
    "create code=801.09 name=Phòng+Nội+vụ+-+Tư+pháp kind=office level=district parent=801",
    "consolidate source=801.02 code=801.09",
)


def drafted(town: Town) -> Reorganisation:
    """A decision that merges the office into a new one tomorrow, rehearsed; Quân may write it."""
    administrator(town.cast)
    made = Reorganisation.objects.first()
    if made is None:
        now = datetime.now(UTC)
        made = written(*MERGE, on=local_day(now) + timedelta(days=1), at=now, fallback="801.01")
        rehearse_reorganisation(made.pk, now)
        made.refresh_from_db()
    return made


def _decision(town: Town) -> list[Any]:
    return [drafted(town).pk]


def _nothing(town: Town) -> list[Any]:
    drafted(town)
    return []


def seen(town: Town, **typed: str) -> dict[str, Any]:
    """A form with what its page showed."""
    return {"seen": str(drafted(town).seq), **typed}


def new(town: Town) -> dict[str, Any]:
    day = f"{local_day(datetime.now(UTC)) + timedelta(days=9):%d/%m/%Y}"
    return {"number": "2/NQ", "authority": "HĐND huyện Đức Huệ", "issued_on": day, "on": day}


def _act(**data: Any) -> Route:
    return Route("quan", get=303, post=303, stranger_get=403, stranger_post=403, args=_decision, **data)


ROUTES: dict[str, Route] = {
    "units": Route("quan", args=_nothing),
    "unit": Route("hoa", args=lambda town: ["801.02"]),
    "unit_by_code": Route("hoa", get=303, stranger_get=303, args=lambda town: ["801.02"]),
    "reorganisations": Route("quan", args=_nothing),
    "reorganisation_new": Route("quan", post=303, stranger_get=403, stranger_post=403, args=_nothing, data=new),
    "reorganisation": Route("quan", args=_decision),
    "reorganisation_file": Route("quan", get=404, stranger_get=404, args=_decision),
    "reorganisation_rows": _act(data=lambda town: seen(town, remove="9")),
    "reorganisation_terms": _act(data=lambda town: {"on": new(town)["on"], "fallback": ""}),
    "reorganisation_rehearsal": _act(),
    "reorganisation_left": Route("quan", get=303, post=409, stranger_get=403, stranger_post=403, args=_decision),
    "reorganisation_schedule": _act(),
    "reorganisation_taking_back": _act(data=lambda town: {"reason": "Chưa đủ điều kiện"}),
    "reorganisation_opened": Route("quan", get=404, stranger_get=404, args=_decision),
    "reorganisation_handed": Route("quan", args=_decision),
}
