"""The API, version 1, put together."""

import json
from typing import Any

from django.http import HttpRequest
from ninja import NinjaAPI
from ninja.errors import HttpError, ValidationError
from ninja.parser import Parser

from motcua.api.problems import Problem, on_exception
from motcua.api.routes import acts, dossiers, procedures, reception, reports, who


class Strict(Parser):
    """JSON as RFC 8259 has it: without NaN and Infinity."""

    def parse_body(self, request: HttpRequest) -> Any:
        return json.loads(request.body, parse_constant=_refuse)


def _refuse(name: str) -> None:
    raise ValueError(f"{name} is no JSON")


DESCRIPTION = """What the desks do, for other programs: the same acts, the same rights, the same journal."""

api = NinjaAPI(
    title="Một Cửa",
    version="1",
    description=DESCRIPTION,
    docs_url=None,
    openapi_url=None,
    parser=Strict(),
)

for part in (who, procedures, dossiers, acts, reports, reception):
    api.add_router("", part.router)

for kind in (Exception, Problem, HttpError, ValidationError):
    api.add_exception_handler(kind, on_exception)
