"""What the receiving page offers is what the procedure takes."""

from collections.abc import Callable

from django.test import Client

from tests.cast import Cast


def test_the_form_offers_the_channels_that_the_procedure_takes_and_no_others(
    cast: Cast, sign_in: Callable[..., Client]
) -> None:
    client = sign_in("hoa")

    def offered(procedure: str) -> list[str]:
        asked = {"procedure": procedure, "deciding_unit": cast.office.pk, "received_unit": cast.desk.pk}
        page = client.get("/counter/", asked)
        return [value for value, _ in page.context["form"].fields["channel"].choices]

    assert offered("at-once") == ["counter"]
    assert offered("5-days") == ["counter", "online", "post"]
