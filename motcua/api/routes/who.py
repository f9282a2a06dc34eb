"""GET /me/: who am I, and what may I do?"""

from typing import Any

from django.http import HttpRequest
from django.utils.translation import gettext_noop
from ninja import Router

from motcua.api import tell
from motcua.api.caller import Bearer, caller_of
from motcua.api.describe import ALWAYS, answers
from motcua.api.schemas.reports import Me
from motcua.people.models import Function

router = Router(tags=[gettext_noop("Client")])


ORDER = list(Function.values)


@router.get(
    "/me/", url_name="api_me", auth=Bearer(), response=answers(Me, always=ALWAYS), summary=gettext_noop("Who am I")
)
def me(request: HttpRequest) -> dict[str, Any]:
    """The client of the token, its scopes and units, and the posts from which it may act today."""
    caller = caller_of(request)
    client, present = caller.client, caller.present
    posts = [(tell.unit(post.unit, present), post) for post in caller.actor.posts]
    # By unit, then as functions are listed: the same every time.
    posts.sort(key=lambda each: (str(each[0]), ORDER.index(each[1].function), each[1].title))
    return {
        "client": {"id": str(client.pk), "name": client.name},
        "scopes": client.scopes,
        "units": [tell.unit(pk, present) for pk in sorted(caller.units)],
        "from_on": client.from_on,
        "until_on": client.until_on,
        "account": tell.account(caller.account),
        "username": caller.account.username,
        "posts": [{"unit": unit, "function": post.function, "title": post.title} for unit, post in posts],
    }
