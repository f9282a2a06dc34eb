"""While people wait: certified copies on one screen, from the counter to the leader and back."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
