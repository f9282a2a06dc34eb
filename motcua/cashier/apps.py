from django.apps import AppConfig


class CashierConfig(AppConfig):
    name = "motcua.cashier"
