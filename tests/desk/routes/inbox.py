"""Routes of `inbox`: the acts that leaders have beside deciding."""

from typing import Any

from motcua.dossiers.drafts import Proposal
from motcua.dossiers.passing import move, send_back
from tests.cast import reread
from tests.desk.routes.route import Route, act_on
from tests.desk.town import Town, act


def _drafted(town: Town) -> list[Any]:
    """The dossier that lies with Chi, once more, with a draft."""
    dossier = town["leader"]
    act(send_back, dossier, town.cast.chi, 0.2, reason="Thiếu dự thảo")
    act(move, dossier, town.cast.an, 0.1, to=town.cast.leader, draft=Proposal("granted"))
    return [dossier.number]


ROUTES: dict[str, Route] = {
    "agreement": Route(
        "chi",
        get=303,
        post=303,
        stranger_get=303,
        stranger_post=404,
        args=_drafted,
        data=lambda town: {"seen": reread(town["leader"]).seq},
    ),
    "sending_back": act_on("chi", "leader", reason="Thiếu chữ ký"),
}
