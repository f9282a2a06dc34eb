"""The morning watch as an e-mail: plain text, and the same as HTML. Numbers and procedures, no names.

Mail is read on other people's screens and lies on other people's servers: no applicant and no officer is named.
"""

from email.message import EmailMessage
from email.policy import SMTP
from urllib.parse import urlsplit

from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from motcua.moments import LOCAL
from motcua.people.models import Account
from motcua.supervision.watch import Watch
from motcua.supervision.words import WORDS, summary

NO_HOST = "motcua.invalid"


def mail_of(account: Account, watch: Watch, *, sender: str, address: str) -> EmailMessage:
    """Somebody's watch as a message in the language that is active. `address` is where links lead; empty: none.

    Its id says whose watch of which day it is, so that a mail program can tell a second copy.
    """
    day = watch.scope.present.day
    message = EmailMessage(policy=SMTP)
    message["From"] = sender
    message["To"] = account.email
    message["Subject"] = _("Morning watch of %(day)s: %(summary)s") % {
        "day": f"{day:%d/%m}",
        "summary": summary(watch),
    }
    message["Date"] = watch.scope.present.at.astimezone(LOCAL)
    message["Message-ID"] = f"<watch.{day:%Y%m%d}.{account.pk.hex}@{urlsplit(address).hostname or NO_HOST}>"
    message["Auto-Submitted"] = "auto-generated"
    context = {
        "watch": watch,
        "lists": [
            (WORDS[listed.heap], listed, reverse("watch_list", args=[listed.heap])) for listed in watch.lists
        ],
        "address": address,
        "page": f"{address}{reverse('watch')}" if address else "",
    }
    message.set_content(render_to_string("supervision/mail.txt", context))
    message.add_alternative(render_to_string("supervision/mail.html", context), subtype="html")
    message["Content-Language"] = get_language() or "vi"
    return message
