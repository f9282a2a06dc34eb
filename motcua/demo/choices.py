"""Everything about the demo's year that the published summary does not give, in one place.

The same table with the reasons stands in docs/rules/demo.md; a test compares the two.
"""

from dataclasses import dataclass
from datetime import date, time
from types import MappingProxyType

BEGINS = date(2019, 1, 1)
CARRIED_FROM = date(2018, 11, 1)


@dataclass(frozen=True, slots=True)
class Totals:
    """The figures that a year has to end with; the published ones are the default."""

    carried_over: int = 548
    early: int = 6_909
    on_time: int = 4_976
    late: int = 183
    open: int = 983

    @property
    def resolved(self) -> int:
        return self.early + self.on_time + self.late

    @property
    def to_handle(self) -> int:
        """Carried over and newly received together."""
        return self.resolved + self.open

    def scaled(self, part: float) -> "Totals":
        """The same year, smaller."""
        return Totals(
            round(self.carried_over * part),
            round(self.early * part),
            round(self.on_time * part),
            round(self.late * part),
            round(self.open * part),
        )


PUBLISHED = Totals()

# How many of each thing there are. Shares are of all dossiers to handle unless another word is said.
WITHDRAWN = 0.006
STOPPED = 0.003
SUPPLEMENT_ASKED = 0.06  # of those decided in steps with at least three days
PAYMENT_ASKED = 0.35  # of those whose version lets the clock stand for a payment
DECIDED_REFUSED = 0.012  # of those decided in steps
DECIDED_RETURNED = 0.010
NEVER_COLLECTED = 0.02  # of those decided in steps
ONLINE = 0.012  # of those decided in steps whose version takes them online
BY_POST = 0.02
ONLINE_ONLY = 0.15  # of the share that a procedure would have that comes in online only
RETURNED_BY_POST = 0.03
REFUSED_REQUESTS = 0.002  # filed online and not received; never counted
AT_THE_DISTRICT = 0.25  # of what both the district and the communes do
KNOWN_APPLICANT = 0.22
ORGANISATION = 0.5  # of the applicants of the offices that deal with businesses
BUSINESS_OFFICES = frozenset({"taichinh", "kinhte", "datdai"})
OVERDUE = 0.09  # of those open
WAITING = 0.12  # of those open

# Whose fees on reception are played too, and of how many of them one: a receipt of money takes as long as a life.
CHARGED = frozenset({"2.000815", "2.000884", "2.001035", "2.000635"})
ONE_IN_PAYS = 50

# What one officer can do in a day.
MOST_RECEPTIONS = 60
MOST_RETURNS = 60
MOST_HANDLED = 30
MOST_SIGNED = 120

# Seconds between two acts of one officer: at the window a person sits before him; in a sitting he signs a pile.
AT_THE_WINDOW = 120
IN_A_SITTING = 10
# The least that a dossier decided in steps takes, in seconds of opening.
QUICKEST = 30 * 60

WINDOWS = (time(7, 35), time(11, 10), time(13, 35), time(16, 40))
WINDOWS_AT_ONCE = (time(7, 35), time(11, 0), time(13, 35), time(16, 10))
MORNING_SITTING = (time(10, 30), time(11, 20))
AFTERNOON_SITTING = (time(15, 30), time(16, 50))
AFTER_CUTOFF = 0.4  # what is kept of the receptions that would come after a procedure's cutoff

# Receptions by month of 2019, relative to each other: little around Tết, much before the school year.
MONTHS = MappingProxyType(
    {1: 92, 2: 80, 3: 100, 4: 98, 5: 100, 6: 104, 7: 106, 8: 112, 9: 104, 10: 106, 11: 106, 12: 100}
)

# Shares of the dossiers by procedure, in thousandths: the work that fills a counter's day.
PROCEDURES = MappingProxyType(
    {
        "2.000815": 150,
        "2.000884": 45,
        "2.001035": 35,
        "2.000942": 6,
        "2.000635": 48,
        "1.001193": 48,
        "1.004873": 40,
        "1.000656": 20,
        "1.000894": 22,
        "1.004859": 16,
        "1.004884": 14,
        "2.001709": 42,
    }
)

# Shares by field for what is left of it, in thousandths; the procedures of a field share them unevenly.
FIELDS = MappingProxyType(
    {
        "Chứng thực": 14,
        "Hộ tịch": 30,
        "Đất đai": 205,
        "Đăng ký, quản lý cư trú": 62,
        "Cấp, quản lý căn cước": 50,
        "Thành lập và hoạt động doanh nghiệp (hộ kinh doanh)": 40,
        "Đăng ký biện pháp bảo đảm": 42,
        "Giảm nghèo": 85,
        "Nông nghiệp": 6,
        "Hoạt động xây dựng": 14,
    }
)
OTHER_FIELDS = 2  # each

# When dossiers of a field come in, where they do not come all year: (from, until, share in that time).
SEASONS = MappingProxyType(
    {
        # The yearly review of poor households begins in October.
        "Giảm nghèo": (date(2019, 10, 7), date(2019, 11, 6), 0.80),
        # Damage by the flood of the Plain of Reeds is reported from September on.
        "Nông nghiệp": (date(2019, 9, 9), date(2019, 11, 6), 0.75),
    }
)
