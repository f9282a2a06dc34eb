"""The acts as the desk offers them: address, form, words, key."""

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _

from motcua.desk import forms


@dataclass(frozen=True, slots=True)
class Doing:
    """An act as the desk offers it: its address under the dossier's, its form, its words and its key."""

    act: str
    path: str
    form: type[forms.Act]
    label: Any
    done: Any
    key: str = ""

    def new_form(self, *args: Any, **given: Any) -> forms.Act:
        """Its form, whose fields have ids of their own: several acts stand on one page."""
        return self.form(*args, auto_id=f"{self.act}-%s", **given)

    @property
    def is_bare(self) -> bool:
        """Has its form nothing to fill in?"""
        return self.form in (forms.Take, forms.Agree, forms.Receive)


DOINGS = {
    doing.act: doing
    for doing in (
        Doing(
            "receive",
            "reception",
            forms.Receive,
            _("Receive"),
            _("Received. This is its page; its number stands above."),
        ),
        Doing(
            "refuse",
            "refusal",
            forms.Refuse,
            _("Refuse to receive"),
            _("Not received. Print the slip for the applicant: it stands under “Forms”."),
        ),
        Doing("take", "take", forms.Take, _("Take in hand"), _("You have it now."), "a"),
        Doing("return", "return", forms.Return, _("Return the result"), _("Returned.")),
        Doing("agree", "agreement", forms.Agree, _("Agree to the draft"), _("Decided as drafted.")),
        Doing("decide", "decision", forms.Decision, _("Decide"), _("Decided.")),
        Doing("move", "moves", forms.Move, _("Move on"), _("Moved on."), "m"),
        Doing("send_back", "sending_back", forms.SendBack, _("Send back"), _("Sent back.")),
        Doing(
            "supplement",
            "supplement",
            forms.Supplement,
            _("Ask for a supplement"),
            _("The supplement is asked for; the clock stands."),
            "b",
        ),
        Doing(
            "wait",
            "waiting",
            forms.Wait,
            _("Wait for another body"),
            _("The clock stands until the other body has acted."),
        ),
        Doing(
            "payment",
            "payment",
            forms.Payment,
            _("Ask for a payment"),
            _("The payment is asked for; the clock stands."),
        ),
        Doing("resume", "resume", forms.Resume, _("Resume"), _("The clock goes on.")),
        Doing(
            "letter",
            "letter",
            forms.Letter,
            _("Draft the letter of apology"),
            _("The letter is drafted and waits for the head's signature."),
        ),
        Doing(
            "sign_letter",
            "letter_signature",
            forms.Letter,
            _("Sign the letter of apology"),
            _("The letter is signed; the new day is promised."),
        ),
        Doing(
            "withdraw",
            "withdrawal",
            forms.Reasoned,
            _("Enter a withdrawal"),
            _("The withdrawal is entered."),
        ),
        Doing("stop", "stop", forms.Reasoned, _("Stop handling"), _("Stopped.")),
    )
}
