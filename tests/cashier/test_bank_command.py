"""`motcua bank`: a statement brought in from the command line, and whose an account is."""

import json
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from motcua.cashier.accounts import handled_by, name_account
from motcua.cashier.models import BankStatement
from motcua.fees.owed import sums_of
from motcua.organisation.tree import tree
from motcua.people.actor import SYSTEM_ACTOR
from tests.cashier.conftest import NUMBER, MoneyDesk
from tests.cashier.sheets import COLUMNS, TODAY, csv_of
from tests.cast import at, succeeded


def test_the_command_brings_a_file_in_and_prints_one_document(
    money_desk: MoneyDesk, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    dossier = money_desk.owing(150_000)
    file, mapping = tmp_path / "sao kê.csv", tmp_path / "mapping.json"
    file.write_bytes(csv_of(f"FT1;08/01/2019;;150.000;{dossier};", "FT2;08/01/2019;;1.000;?;").encode("utf-16"))
    mapping.write_text(json.dumps({"columns": COLUMNS, "account": NUMBER}))
    for matched, known in ((1, 0), (0, 2)):
        call_command("bank", "import", str(file), "--mapping", str(mapping), "--format", "json")
        said = json.loads(capsys.readouterr().out)
        assert (said["lines"], said["matched"], said["known"]) == (2, matched, known)
    assert sums_of(dossier.pk).balance == 0


@pytest.mark.parametrize("text", ["{", '{"columns": {}}'])
def test_the_command_refuses_in_one_sentence(money_desk: MoneyDesk, tmp_path: Path, text: str) -> None:
    file, mapping = tmp_path / "a.csv", tmp_path / "mapping.json"
    file.write_text("x")
    mapping.write_text(text)
    with pytest.raises(CommandError):
        call_command("bank", "import", str(file), "--mapping", str(mapping))
    with pytest.raises(CommandError):
        call_command("bank", "import", str(tmp_path / "none.csv"), "--mapping", str(mapping))
    assert SYSTEM_ACTOR.is_system and not BankStatement.objects.exists()


def test_money_of_a_desk_comes_to_the_nearest_account_above_and_is_nobody_elses(money_desk: MoneyDesk) -> None:
    units, cast = tree(), money_desk.cast
    assert list(handled_by(money_desk.giang, units, TODAY)) == [cast.district.pk]
    assert handled_by(cast.dung, units, TODAY) == {}
    own = name_account(
        cast.desk.pk,
        bank="970403",
        number="99",
        holder="BO PHAN MOT CUA",
        from_day=TODAY,
        by=SYSTEM_ACTOR,
        at=at(8),
        ground="DECISION",
    )
    succeeded(own)
    assert list(handled_by(money_desk.giang, units, TODAY)) == [cast.desk.pk]
