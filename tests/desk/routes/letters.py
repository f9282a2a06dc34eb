"""Routes of `letters`: the acts on a dossier's page, the list, and the paper."""

from typing import Any

from motcua.dossiers.letters import draft_letters, letters_of, sign_letters
from tests.cast import reread
from tests.desk.routes.route import Route, act_on
from tests.desk.town import Town, act

WHY = "Chờ kết quả xác minh"


def drafted(town: Town) -> dict[str, Any]:
    """The row of a draft as the list sends it."""
    act(draft_letters, town["taken"], town.cast.an, 0.02, days=20, reason=WHY)
    dossier = reread(town["taken"])
    row = f"{dossier.pk}:{dossier.seq}"
    return {"d": row, "row": row, f"days-{dossier.pk}": "21", f"reason-{dossier.pk}": f"{WHY} nơi cư trú"}


def signed(town: Town) -> list[Any]:
    """The number of a dossier with a signed letter."""
    if not letters_of([town["taken"].pk]):
        act(sign_letters, town["taken"], town.cast.chi, 0.02, days=20, reason=WHY)
    return [town["taken"].number]


def listed(town: Town) -> list[Any]:
    """Nothing in the address; a draft and a signed letter on the page."""
    signed(town)
    if not letters_of([town["leader"].pk]):
        act(draft_letters, town["leader"], town.cast.chi, 0.02, days=20)
    return []


IN_THE_LIST: dict[str, Any] = {"get": 303, "post": 303, "stranger_get": 303, "stranger_post": 409, "data": drafted}
ROUTES: dict[str, Route] = {
    "letter": act_on("an", "taken", days=20, reason=WHY),
    "letter_signature": act_on("chi", "leader", days=20, reason=WHY),
    "letters": Route("chi", args=listed),
    "letters_sign": Route("chi", **IN_THE_LIST),
    "letters_keep": Route("an", **IN_THE_LIST),
    "letter_paper": Route("chi", get=303, post=303, stranger_get=404, stranger_post=404, args=signed),
}
