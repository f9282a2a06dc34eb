from django.apps import AppConfig


class NoticesConfig(AppConfig):
    name = "motcua.notices"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Take the places on the desk's and the public pages."""
        from motcua.desk import panels

        panels.ON_DOSSIER.append("motcua.notices.beside.on_dossier")
        panels.ON_TRACKING.append("motcua.notices.beside.on_tracking")
        panels.AT_COUNTER.append("motcua.notices.forms.ChosenAtCounter")
