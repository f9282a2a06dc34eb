"""Routes of `form_versions`: everybody reads, an administrator writes."""

from datetime import UTC, datetime, timedelta
from typing import Any

from motcua.moments import local_day
from motcua.people.actor import SYSTEM_ACTOR
from motcua.printing.models import FormVersion, StatutoryForm
from motcua.printing.sets import set_on
from motcua.printing.versions import put_in_force
from tests.cast import GROUND
from tests.desk.routes.calendars import administrator
from tests.desk.routes.route import Route
from tests.desk.town import Town


def today() -> Any:
    return local_day(datetime.now(UTC))


def circulars() -> str:
    return set_on(today(), "letter").template("letter").read_text(encoding="utf-8")


def _form(town: Town) -> list[Any]:
    administrator(town.cast)
    return ["letter"]


def _version(town: Town) -> list[Any]:
    administrator(town.cast)
    found = FormVersion.objects.first() or put_in_force(
        StatutoryForm.LETTER,
        unit=town.cast.district.pk,
        valid_from=today(),
        source=circulars(),
        decision="12/QĐ-UBND",
        by=SYSTEM_ACTOR,
        at=datetime.now(UTC),
        ground=GROUND,
    )
    return [found.pk]


def written(town: Town) -> dict[str, Any]:
    return {
        "unit": str(town.cast.district.pk),
        "valid_from": f"{today() + timedelta(days=1):%d/%m/%Y}",
        "decision": "12/QĐ-UBND",
        "source": circulars(),
    }


ROUTES: dict[str, Route] = {
    "form_versions": Route("quan", args=lambda town: _form(town)[:0]),
    "form_version_new": Route("quan", post=303, stranger_get=403, stranger_post=403, args=_form, data=written),
    "form_version_preview": Route(
        "quan", get=303, post=200, stranger_get=403, stranger_post=403, args=_form, data=written
    ),
    "form_version": Route(
        "quan",
        post=303,
        stranger_post=403,
        args=_version,
        data=lambda town: {"last": f"{today():%d/%m/%Y}"},
    ),
}
