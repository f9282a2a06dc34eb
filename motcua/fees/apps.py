from django.apps import AppConfig


class FeesConfig(AppConfig):
    name = "motcua.fees"

    def ready(self) -> None:
        """What is collected on return holds the result back: the act asks us."""
        from motcua.fees import returning  # noqa: F401 -- registers its check
