"""Why something about notices was refused, in the reader's language."""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop


class NoticeRefused(ValueError):
    """An act about notices that was not done; str() says why in the reader's language.

    `line` is the line of a wording that is meant, from 1; None where no line is.
    """

    SENTENCES = {
        "not_yours": gettext_noop(
            "Your posts do not allow you to tell the applicant of dossier %(number)s. Ask its desk."
        ),
        "not_officer": gettext_noop(
            "Only who receives, handles or returns dossiers enters how an applicant wants to be told."
        ),
        "not_administrator": gettext_noop(
            "Only an administrator of the administration's first unit changes notices. Ask him."
        ),
        "note": gettext_noop("Say in a few words what was told and to whom."),
        "long_note": gettext_noop("Keep the note to %(most)s characters; these are %(length)s."),
        "in_future": gettext_noop("The call lies in the future. Give a moment that is not later than now."),
        "before": gettext_noop("The dossier was entered only at %(since)s. Give a later moment."),
        "under_way": gettext_noop("This notice is still on its way. Wait until it is known what became of it."),
        "again": gettext_noop("This notice was sent again already. Look at the later one."),
        "by_telephone": gettext_noop("A call is not sent again. Ring up once more and enter that."),
        "not_in_doubt": gettext_noop("It is known already what became of this notice. Look at it again."),
        "erased": gettext_noop("What this notice said was erased. Nothing is left to send again."),
        "overtaken": gettext_noop("The result is handed out already: there is nothing more to tell."),
        "no_address": gettext_noop(
            "No address for %(channel)s is on record for this applicant. Enter one, or ring him up."
        ),
        "unknown_channel": gettext_noop("There is no channel “%(channel)s”. Choose among: %(channels)s."),
        "unknown_event": gettext_noop("There is no event “%(event)s”. Choose among: %(events)s."),
        "unknown_language": gettext_noop("There is no language “%(language)s”. Choose among: %(languages)s."),
        "past": gettext_noop("It would hold from %(day)s, which is past. Choose today or a later day."),
        "empty": gettext_noop("A wording needs a text."),
        "no_title": gettext_noop("An e-mail needs a subject of one line."),
        "long_title": gettext_noop("The subject has %(length)s characters; there is room for %(most)s."),
        "long_body": gettext_noop("The text has %(length)s characters; there is room for %(most)s."),
        "brace": gettext_noop(
            "Line %(line)s: a brace stands alone. A field is written {number}, a brace itself {{ or }}."
        ),
        "field": gettext_noop("Line %(line)s: there is no field {%(field)s} here. Choose among: %(fields)s."),
        "form": gettext_noop("Line %(line)s: a field is its name between braces and nothing else, as {number}."),
        "sign": gettext_noop("Line %(line)s: the sign “%(sign)s” cannot stand in a text message. Leave it out."),
        "long_sms": gettext_noop(
            "Line %(line)s: with the longest numbers this message takes %(length)s characters; %(most)s fit. "
            "Shorten it by %(over)s."
        ),
        "hours": gettext_noop("The quiet hours may last %(most)s hours at most. Leave some to send in."),
        "rate": gettext_noop("Give the notices in a minute as a number from 1 to %(most)s."),
    }

    def __init__(self, code: str, *, line: int | None = None, **params: object) -> None:
        super().__init__(code)
        self.code, self.line, self.params = code, line, params

    def __str__(self) -> str:
        return _(self.SENTENCES[self.code]) % (self.params | {"line": self.line})
