"""Names as people in the country bear them, made up in bulk: four in ten are called Nguyễn."""

from random import Random

# Shares in a hundred, after counts of family names; what is missing to a hundred are the rarer ones.
FAMILY = {
    "Nguyễn": 39, "Trần": 11, "Lê": 9, "Phạm": 7, "Huỳnh": 5, "Phan": 4, "Võ": 4, "Đặng": 2, "Bùi": 2, "Đỗ": 2,
    "Hồ": 2, "Ngô": 2, "Dương": 1, "Lý": 1, "Trương": 1, "Đinh": 1, "Lâm": 1, "Mai": 1, "Cao": 1, "Thạch": 1,
    "Tô": 1, "Quách": 1, "Kiên": 1,
}  # fmt: skip
MIDDLE_MEN = ("Văn",) * 12 + ("Hữu", "Đức", "Minh", "Thanh", "Quốc", "Hoàng", "Công", "Xuân", "Ngọc", "Trọng")
MIDDLE_WOMEN = ("Thị",) * 12 + ("Ngọc", "Thanh", "Kim", "Mỹ", "Thu", "Hồng", "Bích", "Phương", "Tuyết", "Diễm")
MEN = """
An Anh Bảo Bình Cường Danh Duy Dũng Đạt Đông Giang Hải Hào Hiếu Hùng Huy Hưng Khải Khang Khoa Kiệt Lâm
Linh Lộc Long Luân Mạnh Minh Nam Nghĩa Nhân Phát Phong Phú Phúc Quân Quang Quyền Sang Sơn Tài Tâm Tân
Thắng Thành Thiện Thịnh Tiến Toàn Trí Trung Tuấn Tùng Tường Việt Vinh Vũ Vương
""".split()  # noqa: SIM905 -- a hundred quotes would hide the names
WOMEN = """
An Ánh Bích Chi Cúc Diệu Dung Duyên Đào Giang Hà Hạnh Hằng Hiền Hoa Hồng Huệ Hương Khánh Lan Lệ Liên
Linh Loan Mai Mỹ Nga Ngân Ngọc Nguyệt Nhàn Nhi Nhung Oanh Phượng Quyên Quỳnh Sương Thảo Thoa Thơ Thu
Thủy Thúy Thư Tiên Trâm Trang Trinh Trúc Tuyền Tuyết Uyên Vân Xuân Yến
""".split()  # noqa: SIM905 -- a hundred quotes would hide the names
TRADES = ("Thương mại", "Xây dựng", "Nông sản", "Vận tải", "Cơ khí", "Dịch vụ", "Thủy sản", "May mặc")

Identifiers = tuple[tuple[str, str], ...]


class Names:
    """A stream of people and companies, the same for the same random numbers."""

    def __init__(self, rng: Random) -> None:
        self.rng = rng
        self._families = [name for name, share in FAMILY.items() for _ in range(share)]

    def person(self) -> tuple[str, Identifiers]:
        """A person's name and numbers: the personal number, and for some the old one beside it."""
        rng = self.rng
        man = rng.random() < 0.5
        middle, given = (MIDDLE_MEN, MEN) if man else (MIDDLE_WOMEN, WOMEN)
        name = f"{rng.choice(self._families)} {rng.choice(middle)} {rng.choice(given)}"
        born = rng.randint(1945, 2005)
        # Sex and century: 0 and 1 are men and women born in the 1900s, 2 and 3 in the 2000s.
        digit = (0 if man else 1) + (2 if born >= 2000 else 0)
        numbers = [("personal_id", f"061{digit}{born % 100:02d}{rng.randrange(10**6):06d}")]
        if rng.random() < 0.3:
            numbers.append(("old_id", f"3{rng.randrange(10**8):08d}"))
        return name, tuple(numbers)

    def company(self) -> tuple[str, Identifiers]:
        """A company's name and its enterprise number."""
        rng = self.rng
        name = f"Công ty TNHH {rng.choice(TRADES)} {rng.choice(self._families)} {rng.choice(MEN)}"
        return name, (("enterprise_id", f"18{rng.randrange(10**8):08d}"),)
