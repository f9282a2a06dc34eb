from django.apps import AppConfig


class TrackingConfig(AppConfig):
    name = "motcua.tracking"
    default_auto_field = "django.db.models.BigAutoField"
