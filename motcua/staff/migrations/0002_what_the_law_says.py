"""Kinds of staff, ranks, standards, kinds of leave, regular use and equipment: what the law and the office say."""

from datetime import date

from django.db import migrations
from psycopg.types.range import DateRange

GROUNDS = [
    ("LUAT-22-2008", "Luật Cán bộ, công chức số 22/2008/QH12", "Law on Cadres and Civil Servants 22/2008"),
    ("LUAT-80-2025", "Luật Cán bộ, công chức số 80/2025/QH15", "Law on Cadres and Civil Servants 80/2025"),
]
# In force: Law 22/2008 from 1 January 2010 to 30 June 2025, Law 80/2025 after it; Law 58/2010 from 1 January 2012;
# Decree 92/2009 from 1 January 2010, in its place Decree 33/2023 from 1 August 2023.
CADRES, NEW_CADRES = "Luật Cán bộ, công chức 22/2008/QH12, Điều 4", "Luật Cán bộ, công chức 80/2025/QH15"
SINCE, NEW_LAW, DECREE_33 = date(2010, 1, 1), date(2025, 7, 1), date(2023, 8, 1)
KINDS = [
    ("cadre", "Cán bộ", "Cadre", CADRES, SINCE, NEW_LAW, 1),
    ("cadre", "Cán bộ", "Cadre", NEW_CADRES, NEW_LAW, None, 1),
    ("civil_servant", "Công chức", "Civil servant", CADRES, SINCE, NEW_LAW, 2),
    ("civil_servant", "Công chức", "Civil servant", NEW_CADRES, NEW_LAW, None, 2),
    ("public_employee", "Viên chức", "Public employee", "Luật Viên chức 58/2010/QH12", date(2012, 1, 1), None, 3),
    (
        "non_specialised",
        "Người hoạt động không chuyên trách",
        "Non-specialised",
        "Nghị định 92/2009/NĐ-CP",
        SINCE,
        DECREE_33,
        4,
    ),
    (
        "non_specialised",
        "Người hoạt động không chuyên trách",
        "Non-specialised",
        "Nghị định 33/2023/NĐ-CP",
        DECREE_33,
        None,
        4,
    ),
]
RANKS = [
    ("elementary", "Sơ cấp", "Elementary", 1),
    ("intermediate", "Trung cấp", "Intermediate", 2),
    ("college", "Cao đẳng", "College", 3),
    ("university", "Đại học", "University", 4),
    ("master", "Thạc sĩ", "Master", 5),
    ("doctor", "Tiến sĩ", "Doctor", 6),
]
# Of communes: cadres by QĐ 04/2004, civil servants by TT 06/2012 and, from 25 December 2019, TT 13/2019; both by
# NĐ 33/2023. Above the commune a civil servant of the grade of expert is a graduate (TT 11/2014, TT 02/2021).
CIRCULAR_13 = date(2019, 12, 25)
STANDARDS = [
    ("cadre", "commune", "intermediate", "Quyết định 04/2004/QĐ-BNV", date(2004, 2, 8), DECREE_33),
    ("cadre", "commune", "university", "Nghị định 33/2023/NĐ-CP", DECREE_33, None),
    ("civil_servant", "commune", "intermediate", "Thông tư 06/2012/TT-BNV", date(2012, 12, 15), CIRCULAR_13),
    ("civil_servant", "commune", "university", "Thông tư 13/2019/TT-BNV", CIRCULAR_13, DECREE_33),
    ("civil_servant", "commune", "university", "Nghị định 33/2023/NĐ-CP", DECREE_33, None),
    ("civil_servant", "", "university", "Thông tư 11/2014/TT-BNV", date(2014, 12, 1), date(2021, 8, 1)),
    ("civil_servant", "", "university", "Thông tư 02/2021/TT-BNV", date(2021, 8, 1), None),
]
LEAVES = [
    ("annual", "Nghỉ phép năm", "Annual leave", "Bộ luật Lao động"),
    ("illness", "Nghỉ ốm", "Illness", "Luật Bảo hiểm xã hội"),
    ("maternity", "Nghỉ thai sản", "Maternity", "Luật Bảo hiểm xã hội"),
    ("personal", "Nghỉ việc riêng", "Personal matters", "Bộ luật Lao động"),
    ("unpaid", "Nghỉ không hưởng lương", "Unpaid leave", "Bộ luật Lao động"),
    ("training", "Đi học, bồi dưỡng", "Training", ""),
    ("secondment", "Biệt phái", "Secondment", "Luật Cán bộ, công chức"),
]
# No law names a number: this is a beginning that an administration replaces by its own decision.
REGULAR_USE = (10, 15, "Mức mặc định của chương trình; cơ quan quyết định mức của mình", date(2012, 1, 1))
# What a desk has is named by NĐ 61/2018, Điều 13; floor areas are those of QĐ 09/2015/QĐ-TTg, quantities ours.
DESK_DECREE, NEW_DECREE = date(2018, 6, 21), date(2025, 7, 1)
EQUIPMENT = [
    ("area", "Diện tích làm việc", "Floor area", "commune", 40, "desk", "m²"),
    ("area", "Diện tích làm việc", "Floor area", "district", 80, "desk", "m²"),
    ("computer", "Máy vi tính", "Computers", "", 1, "officer", ""),
    ("printer", "Máy in", "Printers", "", 1, "desk", ""),
    ("scanner", "Máy quét (scan)", "Scanners", "", 1, "desk", ""),
    ("copier", "Máy photocopy", "Copiers", "", 1, "desk", ""),
    ("telephone", "Điện thoại", "Telephones", "", 1, "desk", ""),
    ("barcode", "Máy đọc mã vạch", "Barcode readers", "", 1, "desk", ""),
    ("lookup", "Máy tra cứu thông tin, kết quả", "Terminals for applicants", "", 1, "desk", ""),
    ("queue", "Hệ thống lấy số tự động", "Queue ticket machines", "district", 1, "desk", ""),
    ("camera", "Camera giám sát", "Cameras", "", 1, "desk", ""),
    ("chairs", "Ghế ngồi chờ", "Chairs for those who wait", "", 6, "desk", ""),
    ("cooling", "Quạt hoặc máy điều hòa", "Fans or air conditioners", "", 1, "desk", ""),
]


def _names(code, name, name_en, basis, since, until=None):
    valid = DateRange(since, until)
    return {"code": code, "name": name, "name_en": name_en, "legal_basis": basis, "valid": valid}


def add_data(apps, schema_editor):
    def rows(name, app="staff"):
        return apps.get_model(app, name).objects.using(schema_editor.connection.alias)

    for code, name, name_en in GROUNDS:
        rows("Ground", "journal").get_or_create(code=code, defaults={"name": name, "name_en": name_en})
    for code, name, name_en, basis, since, until, place in KINDS:
        rows("StaffKind").create(**_names(code, name, name_en, basis, since, until), place=place)
    for code, name, name_en, rank in RANKS:
        rows("QualificationRank").create(**_names(code, name, name_en, "", date(1900, 1, 1)), rank=rank)
    for kind, level, rank, basis, since, until in STANDARDS:
        valid = DateRange(since, until)
        rows("Standard").create(kind=kind, level=level, rank=rank, legal_basis=basis, valid=valid)
    for code, name, name_en, basis in LEAVES:
        rows("LeaveKind").create(**_names(code, name, name_en, basis, SINCE))
    sent, logins, basis, since = REGULAR_USE
    rows("RegularUse").create(sent=sent, logins=logins, legal_basis=basis, valid=DateRange(since, None))
    for place, (code, name, name_en, level, quantity, per, unit_of) in enumerate(EQUIPMENT, start=1):
        more = {"level": level, "quantity": quantity, "per": per, "unit_of": unit_of, "place": place}
        old, new = "Nghị định 61/2018/NĐ-CP, Điều 13", "Nghị định 118/2025/NĐ-CP"
        rows("EquipmentStandard").create(**_names(code, name, name_en, old, DESK_DECREE, NEW_DECREE), **more)
        rows("EquipmentStandard").create(**_names(code, name, name_en, new, NEW_DECREE), **more)


class Migration(migrations.Migration):
    dependencies = [("staff", "0001_people_in_the_organisation"), ("journal", "0002_grounds")]
    operations = [migrations.RunPython(add_data, migrations.RunPython.noop)]
