"""The desk: what lies with me and with my unit, soonest due first, with what can be done in place."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
