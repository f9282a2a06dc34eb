"""What a route answers to whom: the rows of the table that test_routes.py walks."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from tests.desk.town import Town


@dataclass(frozen=True)
class Route:
    """What a route answers: to one who may (`who`), to an officer without right, to nobody.

    A stranger's page may be the same page without what he may not see (`leaks` looks for it there).
    """

    who: str = "hoa"
    get: int = 200
    post: int = 405
    stranger_get: int = 200
    stranger_post: int = 405
    nobody_get: int = 302
    nobody_post: int = 401
    forged: int = 403
    args: Callable[[Town], list[Any]] = field(default=lambda town: [])
    data: Callable[[Town], dict[str, Any]] = field(default=lambda town: {})


def of(state: str) -> Callable[[Town], list[Any]]:
    return lambda town: [town[state].number]


def act_on(who: str, state: str, **typed: Any) -> Route:
    """An act: opened, it leads to its dossier; sent, it is done (303), and for a stranger there is no dossier."""

    def data(town: Town) -> dict[str, Any]:
        said = {k: v(town) if callable(v) else v for k, v in typed.items()}
        return {"seen": town[state].seq, **said}

    return Route(who, get=303, post=303, stranger_get=303, stranger_post=404, args=of(state), data=data)
