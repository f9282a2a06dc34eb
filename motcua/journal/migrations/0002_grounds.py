"""The legal grounds that acts rest on; an administration adds its own."""

from django.db import migrations

GROUNDS = [
    (
        "ND61-2018.17",
        "Điều 17 Nghị định số 61/2018/NĐ-CP: tiếp nhận hồ sơ",
        "Decree 61/2018, art. 17: reception",
    ),
    ("ND61-2018.18", "Điều 18 Nghị định số 61/2018/NĐ-CP: chuyển hồ sơ", "Decree 61/2018, article 18: forwarding"),
    ("ND61-2018.19", "Điều 19 Nghị định số 61/2018/NĐ-CP: giải quyết", "Decree 61/2018, article 19: handling"),
    ("ND61-2018.20", "Điều 20 Nghị định số 61/2018/NĐ-CP: trả kết quả", "Decree 61/2018, article 20: return"),
    ("ND118-2025", "Nghị định số 118/2025/NĐ-CP về cơ chế một cửa", "Decree 118/2025 on the one-stop mechanism"),
    ("ND63-2010", "Nghị định số 63/2010/NĐ-CP về kiểm soát TTHC", "Decree 63/2010 on procedure control"),
    ("ND30-2020", "Nghị định số 30/2020/NĐ-CP về công tác văn thư", "Decree 30/2020 on clerical work"),
    ("TT01-2018", "Thông tư số 01/2018/TT-VPCP", "Circular 01/2018 of the Government Office"),
    ("TT03-2025", "Thông tư số 03/2025/TT-VPCP", "Circular 03/2025 of the Government Office"),
    ("BLLD", "Bộ luật Lao động: ngày nghỉ lễ, tết", "Labour Code: public holidays"),
    ("LUAT-91-2025", "Luật Bảo vệ dữ liệu cá nhân số 91/2025/QH15", "Personal Data Protection Law 91/2025"),
    ("DECISION", "Quyết định của cơ quan có thẩm quyền", "Decision of the competent authority"),
    ("APPLICANT", "Đề nghị của người nộp hồ sơ", "The applicant's own request"),
    ("OFFICE", "Quy chế làm việc của cơ quan", "The office's own rules"),
]


def add(apps, schema_editor):
    ground = apps.get_model("journal", "Ground")
    for code, name, name_en in GROUNDS:
        ground.objects.using(schema_editor.connection.alias).create(code=code, name=name, name_en=name_en)


class Migration(migrations.Migration):
    dependencies = [("journal", "0001_journal")]
    operations = [migrations.RunPython(add, migrations.RunPython.noop)]
