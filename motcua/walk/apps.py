from django.apps import AppConfig


class WalkConfig(AppConfig):
    name = "motcua.walk"
