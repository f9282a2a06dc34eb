"""The grounds of acts on money; rates by copy and case; who is exempt by law."""

from datetime import date

from django.db import migrations
from psycopg.types.range import DateRange

GROUNDS = [
    ("LUAT-97-2015", "Luật Phí và lệ phí số 97/2015/QH13", "Law on Fees and Charges 97/2015"),
    ("PAYMENT", "Đã hoàn thành nghĩa vụ tài chính", "The financial duty has been met"),
]
# TT 226/2016/TT-BTC and TT 281/2016/TT-BTC are in force from 1 January 2017.
RATES_SINCE = date(2017, 1, 1)
RATES = [
    ("2.000884", "item", 10_000, "TT 226/2016/TT-BTC, Điều 4"),
    ("2.001035", "item", 50_000, "TT 226/2016/TT-BTC, Điều 4"),
    ("2.000635", "copy", 8_000, "TT 281/2016/TT-BTC"),
]
# Code, who, share in percent, and for which procedures: by field and kind of fee.
CIVIL_STATUS = ("Luật Hộ tịch số 60/2014/QH13, Điều 11 khoản 1 điểm a", "Hộ tịch", date(2016, 1, 1))
RESIDENCE = ("TT 75/2022/TT-BTC, Điều 4", "Đăng ký, quản lý cư trú", date(2023, 2, 5))
EXEMPTIONS = [
    ("HT-NCC", "Người thuộc gia đình có công với cách mạng", CIVIL_STATUS),
    ("HT-HN", "Người thuộc hộ nghèo", CIVIL_STATUS),
    ("HT-KT", "Người khuyết tật", CIVIL_STATUS),
    ("CT-TE", "Trẻ em", RESIDENCE),
    ("CT-NCT", "Người cao tuổi", RESIDENCE),
    ("CT-KT", "Người khuyết tật", RESIDENCE),
    ("CT-NCC", "Người có công với cách mạng và thân nhân", RESIDENCE),
    ("CT-HN", "Công dân thuộc hộ nghèo", RESIDENCE),
]


def add_grounds(apps, schema_editor):
    ground = apps.get_model("journal", "Ground").objects.using(schema_editor.connection.alias)
    for code, name, name_en in GROUNDS:
        ground.get_or_create(code=code, defaults={"name": name, "name_en": name_en})


def add_rates(apps, schema_editor):
    rates = apps.get_model("fees", "UnitFee").objects.using(schema_editor.connection.alias)
    for procedure, per, amount, basis in RATES:
        rates.create(
            procedure=procedure, per=per, amount=amount, valid=DateRange(RATES_SINCE, None), legal_basis=basis
        )


def add_exemptions(apps, schema_editor):
    exemptions = apps.get_model("fees", "Exemption").objects.using(schema_editor.connection.alias)
    for code, name, (ground, field, since) in EXEMPTIONS:
        valid = DateRange(since, None)
        exemptions.create(
            code=code, name=name, ground=ground, share=100, field=field, kind="charge", procedures=[], valid=valid
        )


class Migration(migrations.Migration):
    dependencies = [("fees", "0002_what_dossiers_owe"), ("journal", "0002_grounds")]
    operations = [
        migrations.RunPython(add_grounds, migrations.RunPython.noop),
        migrations.RunPython(add_rates, migrations.RunPython.noop),
        migrations.RunPython(add_exemptions, migrations.RunPython.noop),
    ]
