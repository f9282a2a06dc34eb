"""People of the demo. Names come from Faker; whoever bears one of them is a coincidence."""

from random import Random

from faker import Faker

from motcua.demo.district import COMMUNES
from motcua.dossiers.intake import Person
from motcua.people.models import ApplicantKind, IdentifierKind

TRADES = ("Thương mại", "Xây dựng", "Nông sản", "Vận tải", "Cơ khí", "Dịch vụ")


class Names:
    """A stream of names, the same for the same seed."""

    def __init__(self, seed: int) -> None:
        self.faker = Faker("vi_VN")
        self.faker.seed_instance(seed)
        self.rng = Random(seed)

    def _name(self, male: bool) -> str:
        fake, usual = self.faker, self.rng.random() < 0.5
        middle = ("Văn" if male else "Thị") if usual else fake.middle_name()
        return f"{fake.last_name()} {middle} {fake.first_name_male() if male else fake.first_name_female()}"

    def officer(self) -> str:
        """The name of an officer."""
        return self._name(self.rng.random() < 0.5)

    def applicant(self, number: int, commune: str, organisation: bool) -> Person:
        """The applicant of a number: the last six digits of his identifier are that number, so that everybody sees
        that it was made."""
        place = next(c.name for c in COMMUNES if c.key == commune)
        address = f"Ấp {self.rng.randint(1, 6)}, {place}, huyện Đức Huệ, tỉnh Long An"
        phone = f"0900{number:06d}"
        if organisation:
            name = f"Công ty TNHH {self.rng.choice(TRADES)} {self.faker.last_name()} {self.faker.first_name_male()}"
            tax = ((IdentifierKind.ENTERPRISE_ID.value, _enterprise_id(number)),)
            return Person(name, kind=ApplicantKind.ORGANISATION, identifiers=tax, address=address, phone=phone)
        male = self.rng.random() < 0.5
        born = self.rng.randint(1940, 2000)
        # Sex and century: 0 and 1 are men and women born in the 1900s, 2 and 3 in the 2000s.
        digit = (0 if male else 1) + (2 if born >= 2000 else 0)
        value = f"080{digit}{born % 100:02d}{number:06d}"
        identifiers = ((IdentifierKind.PERSONAL_ID.value, value),)
        return Person(self._name(male), identifiers=identifiers, address=address, phone=phone)


def _enterprise_id(number: int) -> str:
    """Nine digits of our own and the check digit that the tax office appends."""
    digits = f"110{number:06d}"
    weights = (31, 29, 23, 19, 17, 13, 7, 5, 3)
    check = 10 - sum(int(d) * w for d, w in zip(digits, weights, strict=True)) % 11
    return f"{digits}{check % 10}"
