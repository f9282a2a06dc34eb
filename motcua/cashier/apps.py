from django.apps import AppConfig


class CashierConfig(AppConfig):
    name = "motcua.cashier"

    def ready(self) -> None:
        """Tell the part that prints where receipts of money are found, and rehearsals what money needs."""
        from motcua.cashier import reorganised  # noqa: F401 -- registers its check
        from motcua.cashier.papers import papers
        from motcua.printing.money import receipts_from

        receipts_from(papers)
