"""Registers for the tests: a row as the cast's offices would write it, files of rows, a generated year."""

import csv
import io
import random
from collections.abc import Iterable, Mapping
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import Any

import openpyxl
from faker import Faker

from motcua.exchange.register.columns import HEADINGS

NUMBER = "000.00.28.H39-190107-0001"
ROW = {
    "no": "1",
    "number": NUMBER,
    "procedure_code": "5-days",
    "sets": "1",
    "applicant": "Nguyễn Thị Lan",
    "identifier": "080190000001",
    "address": "Ấp 1, xã Mỹ Bình",
    "received_unit": "801.01",
    "deciding_unit": "Phòng Tư pháp",
    "channel": "Trực tiếp",
    "received": "07/01/2019 08:30",
    "appointed": "14/01/2019 08:30",
}
DECIDED = {"decided": "11/01/2019 15:00", "outcome": "Đồng ý", "document": "12/2019", "document_on": "11/01/2019"}
RETURNED = {"returned": "14/01/2019 09:00", "return_channel": "Trực tiếp", "signed": "Nguyễn Thị Lan"}
CLOSED = DECIDED | RETURNED


def row(**given: Any) -> dict[str, Any]:
    """A row of an open dossier, with cells changed; None blanks one."""
    return {key: value for key, value in (ROW | given).items() if value is not None}


def as_csv(rows: Iterable[Mapping[str, Any]], headings: Mapping[str, str] = HEADINGS) -> bytes:
    text = io.StringIO(newline="")
    writer = csv.writer(text, delimiter=";")
    writer.writerow(headings.values())
    writer.writerows([[cells.get(key, "") for key in headings] for cells in rows])
    return text.getvalue().encode("utf-8-sig")


def as_xlsx(rows: Iterable[Mapping[str, Any]], headings: Mapping[str, str] = HEADINGS) -> bytes:
    book = openpyxl.Workbook(write_only=True)
    sheet = book.create_sheet("Sổ")
    sheet.append(list(headings.values()))
    for cells in rows:
        sheet.append([cells.get(key) for key in headings])
    content = io.BytesIO()
    book.save(content)
    return content.getvalue()


def write(path: Path, rows: Iterable[Mapping[str, Any]]) -> Path:
    """A register in a file, XLSX or CSV by its suffix."""
    path.write_bytes(as_xlsx(rows) if path.suffix == ".xlsx" else as_csv(rows))
    return path


def a_year(count: int, seed: int = 2019) -> list[dict[str, Any]]:
    """So many rows of 2019 at the cast's offices: most are closed, some decided, withdrawn, stopped or open."""
    chance = random.Random(seed)
    fake = Faker("vi_VN")
    fake.seed_instance(seed)
    names = [fake.name() for _ in range(500)]
    addresses = [fake.address().replace("\n", ", ") for _ in range(500)]
    serials: dict[tuple[str, date], int] = {}
    rows = []
    for i in range(count):
        day = date(2019, 1, 2) + timedelta(days=int(i * 300 / count))
        at_desk = chance.random() < 0.7
        prefix = "000.00.28.H39" if at_desk else "000.07.28.H39"
        serial = serials[prefix, day] = serials.get((prefix, day), 0) + 1
        rows.append(
            {
                "no": i + 1,
                "number": f"{prefix}-{day:%y%m%d}-{serial:04d}",
                "procedure_code": chance.choice(["5-days", "5-days", "8-hours", "15-calendar", "at-once"]),
                "sets": 1,
                "applicant": names[i % 500],
                "identifier": f"0801{i:08d}",
                "address": addresses[i % 500],
                "phone": f"09{i:08d}",
                "received_unit": "801.01" if at_desk else "27899",
                "deciding_unit": "801.02" if at_desk else "27899",
                "channel": "Trực tiếp",
                "received": datetime.combine(day, time(8, i % 60)),
                **_end_of(chance, day, names[i % 500], i),
            }
        )
    return rows


def _end_of(chance: random.Random, day: date, name: str, i: int) -> dict[str, Any]:
    kind = chance.random()
    ended = datetime.combine(day, time(16, i % 60)) + timedelta(days=chance.choice([0, 1, 2, 4, 7, 9, 16]))
    if kind < 0.03:
        return {"early_end": "Rút", "early_end_on": ended, "note": "Công dân xin rút"}
    if kind < 0.05:
        return {"early_end": "Dừng", "early_end_on": ended, "note": "Quá hạn bổ sung"}
    if kind < 0.12:
        return {}
    outcome = {"outcome": "Đồng ý"} if kind < 0.95 else {"outcome": "Từ chối", "note": "Không đủ điều kiện"}
    decided = {"decided": ended, "document": f"{i}/KQ", "document_on": ended.date(), **outcome}
    if kind < 0.15:
        return decided
    returned = ended + timedelta(days=chance.choice([0, 1, 3]), minutes=30)
    return decided | {"returned": returned, "return_channel": "Bưu chính công ích", "signed": name}
