"""The published numbers come out of the demo's register: 302 = 117 + 110 + 75, 107/117 and 106/111."""

from contextlib import nullcontext
from datetime import date
from types import SimpleNamespace

import pytest

from motcua.demo import officers, organisation, staff
from motcua.demo.stage import Stage
from motcua.organisation.tree import tree
from motcua.staff.desks import desks_on
from motcua.staff.figures import Line, report
from motcua.staff.register import Register

ON = date(2019, 11, 6)


def lines(level: str = "") -> dict[str, Line]:
    return {line.name: line for line in report(Register(ON, tree(), level=level))}


@pytest.mark.django_db
def test_the_published_numbers_come_out_of_people_and_mailboxes() -> None:
    stage = Stage(2019, lambda total: nullcontext(SimpleNamespace(update=lambda n: None)))
    for part in (organisation, officers, staff):
        part.play(stage)
    commune = lines("commune")
    counts = [commune[name].count for name in ("staff", "kind-cadre", "kind-civil_servant", "kind-non_specialised")]
    assert counts == [302, 117, 110, 75]
    cadres, civil = commune["standard-cadre"], commune["standard-civil_servant"]
    assert (cadres.count, cadres.of, cadres.share, cadres.percent) == (107, 117, "91,45", 91.453)
    assert (civil.count, civil.of) == (110, 110)
    everywhere = lines()
    assert everywhere["standard-civil_servant"].share == "100,00"
    mail = everywhere["mailboxes"]
    assert (mail.count, mail.of, mail.share, mail.percent) == (106, 111, "95,49", 95.495)
    assert len(desks_on(ON, tree())) == 12
