"""The API, version 1, put together."""

import json
from typing import Any

from django.http import Http404, HttpRequest
from django.utils.translation import gettext as _
from ninja import NinjaAPI
from ninja.errors import HttpError, ValidationError
from ninja.parser import Parser
from ninja.renderers import JSONRenderer

from motcua.api.problems import Problem, on_exception
from motcua.api.routes import acts, dossiers, procedures, reception, reports, who


class Strict(Parser):
    """JSON as RFC 8259 has it: without NaN and Infinity."""

    def parse_body(self, request: HttpRequest) -> Any:
        if request.content_type != "application/json":
            raise Problem("media-type", _("Send the body as application/json in UTF-8."))
        return json.loads(request.body, parse_constant=_refuse)


def _refuse(name: str) -> None:
    raise ValueError(f"{name} is no JSON")


DESCRIPTION = """What the desks do, for other programs: the same acts, the same rights, the same journal."""


class Plain(JSONRenderer):
    """JSON in UTF-8, its letters as they are: Vietnamese spelt in escapes is twice as long."""

    json_dumps_params = {"ensure_ascii": False}


api = NinjaAPI(
    title="Một Cửa",
    version="1",
    description=DESCRIPTION,
    docs_url=None,
    openapi_url=None,
    parser=Strict(),
    renderer=Plain(),
)

for part in (who, procedures, dossiers, acts, reports, reception):
    api.add_router("", part.router)

for kind in (Exception, Http404, HttpError, ValidationError):
    api.add_exception_handler(kind, on_exception)
