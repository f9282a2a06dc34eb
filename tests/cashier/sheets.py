"""Statements of a bank as its file has them."""

from datetime import date

from motcua.cashier.mapping import StatementMapping

TODAY = date(2019, 1, 9)
COLUMNS = {
    "reference": "Số CT",
    "date": "Ngày GD",
    "amount": "Ghi có",
    "purpose": "Nội dung",
    "payer": "Người chuyển",
}
HEAD = "Số CT;Ngày GD;Ghi nợ;Ghi có;Nội dung;Người chuyển"
MAPPING = StatementMapping.of({"columns": COLUMNS})


def csv_of(*lines: str, head: str = HEAD) -> str:
    """The text of a file: a letterhead, the titles, lines."""
    return "\n".join(["NGÂN HÀNG THƯƠNG MẠI", "", head, *lines, ""])
