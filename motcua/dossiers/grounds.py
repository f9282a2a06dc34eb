"""On which legal ground an act on a dossier rests, by the law in force on its day."""

from datetime import date

_DECREE_61 = {
    "receive": "ND61-2018.17",
    "draft": "ND61-2018.17",
    "refuse": "ND61-2018.17",
    "take": "ND61-2018.18",
    "move": "ND61-2018.18",
    "hand_over": "ND61-2018.18",
    "send_back": "ND61-2018.18",
    "guide": "ND61-2018.17",
    "ask_for_supplement": "ND61-2018.19",
    "ask_for_payment": "ND61-2018.19",
    "wait_for": "ND61-2018.19",
    "draft_letter": "ND61-2018.19",
    "sign_letter": "ND61-2018.19",
    "resume": "ND61-2018.19",
    "decide": "ND61-2018.19",
    "stop": "ND61-2018.19",
    "return": "ND61-2018.20",
}

# From when the one-stop mechanism rests on what. Decree 61/2018 came into force on 21 June 2018; what lies before
# it and was brought in from an old register is cited by it too.
LAW: tuple[tuple[date, dict[str, str]], ...] = (
    (date(2025, 7, 1), dict.fromkeys(_DECREE_61, "ND118-2025")),
    (date.min, _DECREE_61),
)

# These rest on what somebody asked or decided, whichever decree is in force.
ALWAYS = {"withdraw": "APPLICANT", "reopen": "DECISION"}


def ground_for(act: str, day: date) -> str:
    """The code of the ground that an act rests on, on a day. Raises KeyError for an act that nobody knows.

    `reopen` is the resuming of a stopped dossier, which needs a decision of its own.
    """
    if act in ALWAYS:
        return ALWAYS[act]
    return next(law for since, law in LAW if day >= since)[act]
