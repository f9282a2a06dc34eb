"""What people of the demo write into dossiers: reasons and requests, in Vietnamese as they would."""

from motcua.dossiers.intake import GivenPaper

TRANSFER = "Phiếu chuyển thông tin số %(number)s/PC-TNMT"
MISSING = (
    "Bản sao giấy chứng minh nhân dân hoặc thẻ căn cước công dân của người nộp hồ sơ",
    "Tờ khai chưa có chữ ký của người yêu cầu",
    "Bản chính giấy tờ chứng minh quan hệ để đối chiếu",
    "Giấy tờ về quyền sử dụng đất của thửa đất liên quan",
)
PAYMENT = "Nộp thuế và lệ phí theo thông báo của cơ quan thuế"
REFUSED = {
    "not_competent": "Yêu cầu không thuộc thẩm quyền giải quyết của cơ quan.",
    "conditions": "Hồ sơ không đáp ứng điều kiện theo quy định.",
    "false_papers": "Nội dung giấy tờ trong hồ sơ không khớp với hồ sơ gốc đang lưu trữ.",
}
RETURNED = {
    "incomplete": "Hồ sơ trả lại vì chưa đủ giấy tờ để giải quyết, đề nghị nộp lại khi đủ.",
    "wrong_form": "Hồ sơ trả lại vì dùng mẫu đơn đã hết hiệu lực.",
}
WITHDRAWN = "Người nộp hồ sơ không còn nhu cầu, đề nghị rút hồ sơ."
STOPPED = "Quá thời hạn bổ sung mà người nộp hồ sơ không bổ sung, hoàn thiện hồ sơ."
NOT_RECEIVED = "Bản chụp giấy tờ không đọc được, đề nghị nộp lại."

# What people hand over, in the demo's own words: which papers a procedure asks for is told by its publication, and
# the district's table of facts does not carry it.
PAPERS = (
    GivenPaper("Tờ khai, đơn đề nghị theo mẫu của thủ tục", originals=1),
    GivenPaper("Bản sao giấy tờ làm căn cứ cho đề nghị", copies=1),
)
PAPERS_TO_CERTIFY = (GivenPaper("Bản chính giấy tờ đề nghị chứng thực, xuất trình rồi nhận lại", originals=1),)
CERTIFICATION = "Chứng thực"
