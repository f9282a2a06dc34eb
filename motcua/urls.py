"""Every route of the office's side. tests/desk/test_routes.py walks them all.

Of allauth's routes only those that an office needs: nobody signs himself up, and nothing is sent by e-mail.
"""

from allauth.account import views as allauth
from django.contrib.auth.decorators import login_not_required
from django.urls import include, path

from motcua.desk.kept import SignIn

urlpatterns = [
    path("accounts/login/", SignIn.as_view(), name="account_login"),
    path("accounts/logout/", allauth.logout, name="account_logout"),
    path("accounts/inactive/", login_not_required(allauth.account_inactive), name="account_inactive"),
    path("accounts/password/change/", allauth.password_change, name="account_change_password"),
    path("api/", include("motcua.api.urls")),
    path("", include("motcua.tracking.urls")),
    path("", include("motcua.supervision.urls")),
    path("", include("motcua.notices.urls")),
    path("", include("motcua.desk.urls")),
]

# Under /api/ a problem in JSON, elsewhere the desk's page.
handler400 = "motcua.api.errors.bad_request"
handler403 = "motcua.desk.errors.forbidden"
handler404 = "motcua.api.errors.not_found"
handler500 = "motcua.api.errors.failed"
