"""The invented dossier of each form, and the same with the longest names and addresses that offices really have."""

from functools import cache
from typing import Any

from motcua.printing.render import rendered
from motcua.printing.samples import sample_of
from motcua.printing.sets import form_sets
from motcua.printing.versions import own_forms
from tests.cast import at
from tests.printing.test_receipt import longest_of_the_catalogue

FORMS = [(each.code, form) for each in form_sets() for form in each.forms if form in own_forms()]
PERSON = "Công Tằng Tôn Nữ Thị Quỳnh Như Hoàng Nguyễn Phúc Ưởng"
COMPANY = (
    "Công ty Trách nhiệm hữu hạn Một thành viên Đầu tư Xây dựng Thương mại Dịch vụ Xuất nhập khẩu Nông sản "
    "Thực phẩm và Nuôi trồng thủy sản Đồng Tháp Mười"
)
ADDRESS = (
    "Số 1234/56/78 đường Nguyễn Thị Minh Khai nối dài, tổ dân phố số 15, khu phố Bình Hòa Hưng Đông, thị trấn Đông "
    "Thành, huyện Đức Huệ, tỉnh Long An"
)
OFFICE = "Trung tâm Phục vụ hành chính công thuộc Văn phòng Hội đồng nhân dân và Ủy ban nhân dân huyện Thanh Chương"
ABOVE = "Ủy ban nhân dân huyện Thanh Chương thuộc tỉnh Nghệ An"
NUMBER = "000.00.28.H39-261123-00123"
MAIL = "congtang.tonnu.quynhnhu.nguyenphuc@sonongnghiepmoitruong.longan.gov.vn"
BY_KEY = {
    "name": COMPANY,
    "address": ADDRESS,
    "email": MAIL,
    "holder": f"{COMPANY}, địa chỉ: {ADDRESS}",
    "payer": COMPANY,
    "payer_address": ADDRESS,
    "taker": PERSON,
    "authority": f"Giấy ủy quyền có chứng thực của {PERSON}",
    "officer": PERSON,
    "signer": PERSON,
    "cashier": PERSON,
    "from_person": PERSON,
    "to_person": PERSON,
    "from": f"{OFFICE} (tiếp nhận)",
    "to": f"{OFFICE} (thụ lý)",
    "unit": OFFICE,
    "desk": OFFICE,
    "deciding": OFFICE,
    "delivery": f"trực tiếp tại {OFFICE}",
    "mandate": f"Người đại diện theo pháp luật của {COMPANY}",
    "number": NUMBER,
}
AMONG_LINES = {2: "wanted", 4: "name", 5: "address", 6: "unit"}


def longest_of(form: str) -> dict[str, Any]:
    """The fields of a form with each name, address and unit as long as they come."""
    procedure, papers = longest_of_the_catalogue()
    said = _longer(sample_of(form), BY_KEY | {"wanted": procedure, "procedure": procedure, "subject": procedure})
    said["agency"] = [ABOVE, OFFICE]
    if isinstance(said.get("applicant"), str):
        said["applicant"] = COMPANY
    if form == "register":
        lines = {n: {"wanted": procedure, **BY_KEY}[key] for n, key in AMONG_LINES.items()}
        said["rows"] = [[lines.get(n, cell) for n, cell in enumerate(row)] for row in said["rows"]]
    if form == "receipt":
        said["papers"] = [{"name": paper[:180], "originals": 1, "copies": 1} for paper in papers]
    return said


def _longer(said: Any, by_key: dict[str, str]) -> Any:
    if isinstance(said, dict):
        return {k: by_key[k] if k in by_key and isinstance(v, str) else _longer(v, by_key) for k, v in said.items()}
    return [_longer(each, by_key) for each in said] if isinstance(said, list) else said


@cache
def sheet_of(form_set: str, form: str, *, is_longest: bool = False) -> bytes:
    """The PDF of a form of a set, set once for all tests of this run that look at it."""
    said = longest_of(form) if is_longest else sample_of(form)
    [pdf] = rendered(said, form_set, form, at())
    return pdf
