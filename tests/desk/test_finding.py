"""What desks list passes the one filter for rights, also where a shorter way is taken."""

from itertools import combinations

from django.utils import timezone

from motcua.desk.finding import received_by
from motcua.dossiers.models import Dossier
from motcua.moments import local_day
from tests.cast import Cast
from tests.desk.town import Town, received_ago

DAY = local_day(timezone.now())


def test_what_units_received_is_listed_to_whom_the_filter_shows_it(cast: Cast, town: Town) -> None:
    units = [unit.pk for unit in (cast.desk, cast.office, cast.commune, cast.district)]
    for account in cast.accounts.values():
        for some in [*combinations(units, 1), *combinations(units, 2), tuple(units), ()]:
            allowed = Dossier.objects.visible_to(account, DAY).filter(received_unit__in=some)
            listed = received_by(some, account, DAY)
            assert set(listed.values_list("pk", flat=True)) == set(allowed.values_list("pk", flat=True))


def test_a_list_says_how_many_there_are_once_its_end_is_seen(cast: Cast, sign_in) -> None:
    for number in range(53):
        received_ago(cast, 30 - number * 0.5, number)
    client = sign_in("chi", "en")
    pages = {page: client.get("/dossiers/", {"page": page}).content.decode() for page in ("", "2", "9")}
    assert "More than 50 dossiers" in pages[""] and 'rel="next"' in pages[""]
    assert "53 dossiers" in pages["2"] and 'rel="next"' not in pages["2"] and 'rel="prev"' in pages["2"]
    assert "More than 50 dossiers" in pages["9"], "turned further than it goes: the first page"
