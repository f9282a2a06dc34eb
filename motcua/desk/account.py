"""One's own account: posts, password, language."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from motcua.desk.now import now
from motcua.people.models import Account, Post


@require_safe
def profile(request: HttpRequest) -> HttpResponse:
    """GET /profile/: who one is here, and what follows from it."""
    assert isinstance(request.user, Account)  # noqa: S101 -- nobody else comes here
    present = now()
    posts = Post.objects.filter(account=request.user).order_by("valid", "id")
    context = {
        "posts": [
            {
                "function": post.get_function_display(),
                "title": post.title,
                "unit": present.unit_name(post.unit_id),
                "since": post.valid.lower,
                "until": post.valid.upper,
                "is_held": present.day in post.valid,
            }
            for post in posts
        ]
    }
    return render(request, "desk/profile.html", context)
