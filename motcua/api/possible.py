"""The acts that a client could do now, by their addresses: what the desk offers, in the API's words."""

from motcua.api.caller import Caller
from motcua.api.models import Scope
from motcua.desk.possible import possible
from motcua.dossiers.books import lines_of
from motcua.dossiers.drafts import latest
from motcua.dossiers.models import Dossier

# The desk's name of an act, and its address below a dossier's.
PATHS = {
    "refuse": "refusal",
    "take": "take",
    "move": "moves",
    "hand_over": "handovers",
    "decide": "decision",
    "agree": "agreement",
    "send_back": "send-back",
    "return": "return",
    "supplement": "supplement",
    "wait": "waiting",
    "payment": "payment-request",
    "letter": "letter",
    "sign_letter": "letter-signature",
    "resume": "resume",
    "withdraw": "withdrawal",
    "stop": "stop",
}


def paths(dossier: Dossier, caller: Caller) -> list[str]:
    """In the desk's order; none for a client that may only read."""
    present = caller.present
    version = present.catalogue().versions.get(dossier.version_id)
    if version is None or Scope.DOSSIERS_ACT not in caller.client.scopes:
        return []
    proposed = bool(latest([dossier.pk]) or lines_of([dossier.pk]))
    acts = possible(dossier, caller.actor, version, present.units, present.day, proposed=proposed)
    return [PATHS[act] for act in acts if act in PATHS]
