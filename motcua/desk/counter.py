"""The counter: who hands in what, found, filled in and received by keyboard; and guidance for who is sent home."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
