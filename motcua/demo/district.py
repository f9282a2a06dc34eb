"""The organisation of the demo: the district's offices and communes in 2019, and which office has which field.

Names and codes of the communes are official (National Statistics Office, district 801 of province 80). What was
chosen, and why, stands in docs/rules/demo.md.
"""

from dataclasses import dataclass
from datetime import date

PROVINCE = "H39"
DISTRICT_CODE = "801"
DISTRICT_NAME = "Ủy ban nhân dân huyện Đức Huệ"
DISTRICT_PREFIX = f"000.00.28.{PROVINCE}"
DESK_CODE = "801.00"
DESK_NAME = "Bộ phận Tiếp nhận và Trả kết quả huyện Đức Huệ"
DESK = "huyen"


@dataclass(frozen=True, slots=True)
class Office:
    """An office of the district: its key in sign-in names, code, name, the letters in its document numbers, and how
    many officers handle dossiers there."""

    key: str
    code: str
    name: str
    letters: str
    handling: int = 1
    kind: str = "office"


@dataclass(frozen=True, slots=True)
class Commune:
    """A commune: its key in sign-in names, official code, name, and its share of the communes' dossiers."""

    key: str
    code: str
    name: str
    share: int

    @property
    def committee(self) -> str:
        """The name of its people's committee."""
        return f"Ủy ban nhân dân {self.name[0].lower()}{self.name[1:]}"


OFFICES = (
    Office("vanphong", "801.01", "Văn phòng Hội đồng nhân dân và Ủy ban nhân dân huyện", "VP"),
    Office("noivu", "801.02", "Phòng Nội vụ", "NV"),
    Office("tuphap", "801.03", "Phòng Tư pháp", "TP", 2),
    Office("taichinh", "801.04", "Phòng Tài chính - Kế hoạch", "TCKH", 2),
    Office("tainguyen", "801.05", "Phòng Tài nguyên và Môi trường", "TNMT", 4),
    Office("laodong", "801.06", "Phòng Lao động - Thương binh và Xã hội", "LĐTBXH"),
    Office("vanhoa", "801.07", "Phòng Văn hóa và Thông tin", "VHTT"),
    Office("giaoduc", "801.08", "Phòng Giáo dục và Đào tạo", "GDĐT"),
    Office("yte", "801.09", "Phòng Y tế", "YT"),
    Office("nongnghiep", "801.10", "Phòng Nông nghiệp và Phát triển nông thôn", "NNPTNT", 2),
    Office("kinhte", "801.11", "Phòng Kinh tế và Hạ tầng", "KTHT", 2),
    Office("thanhtra", "801.12", "Thanh tra huyện", "TTr"),
    Office(
        "datdai", "801.13", "Chi nhánh Văn phòng Đăng ký đất đai tại huyện Đức Huệ", "CNVPĐK", 2, "public_service"
    ),
    Office("congan", "801.14", "Công an huyện Đức Huệ", "CAH", 2),
)

# From this day on two of them are one: their results stand in one book (motcua/demo/mergers.py).
MERGED_ON = date(2019, 7, 1)
MERGED_OFFICE = Office("ktnn", "801.15", "Phòng Kinh tế, Hạ tầng và Nông nghiệp", "KTNN")
MERGED = frozenset({"kinhte", "nongnghiep"})

COMMUNES = (
    Commune("dongthanh", "27898", "Thị trấn Đông Thành", 16),
    Commune("myquydong", "27901", "Xã Mỹ Quý Đông", 8),
    Commune("mythanhbac", "27904", "Xã Mỹ Thạnh Bắc", 8),
    Commune("myquytay", "27907", "Xã Mỹ Quý Tây", 11),
    Commune("mythanhtay", "27910", "Xã Mỹ Thạnh Tây", 7),
    Commune("mythanhdong", "27913", "Xã Mỹ Thạnh Đông", 10),
    Commune("binhthanh", "27916", "Xã Bình Thành", 8),
    Commune("binhhoabac", "27919", "Xã Bình Hòa Bắc", 11),
    Commune("binhhoahung", "27922", "Xã Bình Hòa Hưng", 6),
    Commune("binhhoanam", "27925", "Xã Bình Hòa Nam", 9),
    Commune("mybinh", "27928", "Xã Mỹ Bình", 6),
)


def commune_prefix(place: int) -> str:
    """The agency code in the numbers of the commune at a place in the list: 000.21.28.H39 and following."""
    return f"000.{21 + place}.28.{PROVINCE}"


# Where a field's district procedures are decided. The police's and the land registry's are handed in at the same
# desk and decided by them.
FIELD_OFFICES = {
    "Bồi thường nhà nước": "tuphap",
    "Chứng thực": "tuphap",
    "Hộ tịch": "tuphap",
    "Chăn nuôi": "nongnghiep",
    "Kinh tế hợp tác và Phát triển nông thôn": "nongnghiep",
    "Kiểm lâm": "nongnghiep",
    "Lâm nghiệp": "nongnghiep",
    "Quản lý chất lượng nông lâm sản và thủy sản": "nongnghiep",
    "Thủy lợi": "nongnghiep",
    "Thủy sản": "nongnghiep",
    "Cấp, quản lý căn cước": "congan",
    "Phòng cháy, chữa cháy": "congan",
    "Quản lý xuất nhập cảnh": "congan",
    "Đăng ký, quản lý phương tiện giao thông cơ giới, xe máy chuyên dùng": "congan",
    "Định danh và xác thực điện tử": "congan",
    "Hoạt động xây dựng": "kinhte",
    "Hạ tầng kỹ thuật": "kinhte",
    "Nhà ở và công sở": "kinhte",
    "Quy hoạch đô thị và nông thôn": "kinhte",
    "Quản lý chất lượng công trình xây dựng": "kinhte",
    "Đường bộ": "kinhte",
    "Hỗ trợ tổ hợp tác, hợp tác xã, liên hiệp hợp tác xã": "taichinh",
    "Quản lý công sản": "taichinh",
    "Quản lý thuế, phí, lệ phí và thu khác của ngân sách nhà nước": "taichinh",
    "Thành lập và hoạt động của tổ hợp tác, hợp tác xã, liên hiệp hợp tác xã": "taichinh",
    "Thành lập và hoạt động doanh nghiệp (hộ kinh doanh)": "taichinh",
    "Môi trường": "tainguyen",
    "Tài chính đất đai": "tainguyen",
    "Tài nguyên nước": "tainguyen",
    "Đất đai": "tainguyen",
    "Địa chất và khoáng sản": "tainguyen",
    "Đăng ký biện pháp bảo đảm": "datdai",
}
