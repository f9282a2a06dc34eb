"""The addresses below /api/: version 1, its document, its documentation page, and nothing else that is not JSON."""

from collections.abc import Mapping

from django.http import HttpRequest, HttpResponse
from django.urls import path, re_path
from django.urls.resolvers import URLPattern
from ninja.operation import Operation

from motcua.api import openapi
from motcua.api.documentation import documentation
from motcua.api.gate import Asks, gate, nothing_here
from motcua.api.v1 import api

PUBLIC = {"GET": Asks()}


def openapi_json(request: HttpRequest) -> HttpResponse:
    """GET /api/v1/openapi.json, open to everybody."""
    return HttpResponse(
        openapi.text(), content_type="application/json", headers={"Cache-Control": "public, max-age=300"}
    )


def _asked() -> dict[str, Mapping[str, Asks]]:
    """By route: what each of its methods takes."""
    found: dict[str, Mapping[str, Asks]] = {}
    for bound in api._get_bound_routers():
        for route, view in bound.path_operations.items():
            found[route.strip("/").replace("{", "<").replace("}", ">") + "/"] = {
                method: Asks(_parameters(operation), operation.auth_callbacks[0])
                for operation in view.operations
                for method in operation.methods
            }
    return found


def _parameters(operation: Operation) -> frozenset[str]:
    queries = [model for model in operation.models if model.__ninja_param_source__ == "query"]
    return frozenset(name for model in queries for name in model.__ninja_flatten_map__)


def _routes() -> list[URLPattern]:
    """A route an address, whatever methods it takes; the framework makes one for each method."""
    asked, found = _asked(), {}
    for each in api.urls[0]:
        route = str(each.pattern)
        if route in asked and route not in found:
            found[route] = path(f"v1/{route}", gate(each.callback, asked[route]), name=each.name)
    return list(found.values())


urlpatterns = [
    path("v1/openapi.json", gate(openapi_json, PUBLIC), name="api_openapi"),
    path("v1/docs/", documentation, name="api_docs"),
    *_routes(),
    re_path(r"^(?P<rest>.*)$", gate(nothing_here, None), name="api_nothing"),
]
