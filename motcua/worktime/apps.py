from django.apps import AppConfig


class WorktimeConfig(AppConfig):
    name = "motcua.worktime"
    default_auto_field = "django.db.models.BigAutoField"
