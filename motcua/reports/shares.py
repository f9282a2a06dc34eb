"""The two readings of "resolved on time": they differ by what is taken as the whole.

Both are percentages rounded half up to two decimals, and None where there is nothing to divide by. A published
"99 %" does not say which one it is, so both are printed with their definitions.
"""

from decimal import ROUND_HALF_UP, Decimal

from motcua.reports.report import Cells


def on_time_share_of_resolved(cells: Cells) -> float | None:
    """Of the dossiers resolved, the share that was resolved early or on time."""
    return _share(cells["resolved.total"] - cells["resolved.late"], cells["resolved.total"])


def on_time_share_of_received(cells: Cells) -> float | None:
    """Of all dossiers to be handled, the share that was not resolved late: those still open count as in time."""
    return _share(cells["received.total"] - cells["resolved.late"], cells["received.total"])


def _share(part: int, whole: int) -> float | None:
    if not whole:
        return None
    share = Decimal(100 * part) / Decimal(whole)
    return float(share.quantize(Decimal("0.01"), ROUND_HALF_UP))
