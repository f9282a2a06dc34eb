"""Two hands at one till: real connections, real commits."""

import threading
from typing import Any

from django.db import connection

from motcua.dossiers.refusals import Done
from motcua.fees.kinds import FeeKind
from motcua.fees.owed import Payment, sums_of
from motcua.fees.paying import Owed, owe, pay
from tests.cast import at, build_cast, succeeded

CLIENTS = 6


def test_what_several_pay_at_once_is_paid_once(fresh_database: Any) -> None:
    cast = build_cast()
    dossier, hoa = cast.received(), cast.hoa
    who: dict[str, Any] = {"by": hoa, "at": at(8), "recorded_at": at(8), "ground": "LUAT-97-2015"}
    succeeded(owe(dossier.pk, [Owed("Phí thẩm định", FeeKind.FEE, 100_000)], **who))
    ready, answers = threading.Barrier(CLIENTS), list[Done]()

    def client() -> None:
        ready.wait(timeout=30)
        try:
            answers.append(pay(dossier.pk, None, 60_000, means="cash", **who))
        finally:
            connection.close()

    threads = [threading.Thread(target=client) for _number in range(CLIENTS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=60)
    assert len(answers) == CLIENTS
    assert sum(not answer.refused for answer in answers) == 1
    assert {a.refusal.code for a in answers if a.refusal} == {"too_much"}
    assert (Payment.objects.count(), sums_of(dossier.pk).balance) == (1, 40_000)
