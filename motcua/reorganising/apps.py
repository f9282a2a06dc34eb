from django.apps import AppConfig


class ReorganisingConfig(AppConfig):
    name = "motcua.reorganising"
