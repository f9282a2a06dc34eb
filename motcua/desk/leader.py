"""What waits for a leader's decision, with draft and history: agree or send back, one or many."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
