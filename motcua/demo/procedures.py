"""Third part: the procedures of the district, in force from 2018, and who offers them."""

from collections import defaultdict

from motcua.catalogue.district import publish_district, rows
from motcua.catalogue.models import Version
from motcua.catalogue.offer import offer
from motcua.demo.cases import offered_by_district
from motcua.demo.stage import Stage


def play(stage: Stage) -> None:
    """Publish the table of procedures, and let offices and communes offer them by field and level."""
    versions = publish_district(**stage.founding)
    by_units: dict[tuple[str, ...], list[Version]] = defaultdict(list)
    for each in offered_by_district(rows()):
        by_units[each.units].append(versions[each.code])
    for units, offered in by_units.items():
        offer([stage.units[unit] for unit in units], offered, **stage.founding)
