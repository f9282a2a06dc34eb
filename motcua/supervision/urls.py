"""The routes of supervision. Each stands in the table of tests/desk/test_routes.py."""

from django.urls import URLPattern, path

from motcua.supervision import views

urlpatterns: list[URLPattern] = [
    path("watch/", views.watch_page, name="watch"),
    path("watch/mail/", views.watch_mail, name="watch_mail"),
    path("watch/<str:heap>/", views.watch_list, name="watch_list"),
]
