"""How dossier numbers look and in which column an end counts, as the circulars in force say, by day."""

from datetime import date

from django.db import migrations
from psycopg.types.range import DateRange

PATTERN = "{prefix}-{day}-{serial}"
FORMS = [
    (None, date(2025, 9, 15), PATTERN, 4, "TT 01/2018/TT-VPCP, Điều 19"),
    (date(2025, 9, 15), None, PATTERN, 4, "TT 03/2025/TT-VPCP, Điều 13"),
]
RULES = [
    (7, "on_time", "TT 01/2020/TT-VPCP, biểu 06a: rút hồ sơ tính đúng hạn"),
    (8, "by_due_day", "Theo ngày hẹn trả; hồ sơ đang chờ bổ sung thì không có hạn nên tính đúng hạn"),
    (9, "by_due_day", "TT 01/2020/TT-VPCP, biểu 06a"),
]


def add(apps, schema_editor):
    alias = schema_editor.connection.alias
    form, rule = apps.get_model("dossiers", "NumberForm"), apps.get_model("dossiers", "EndRule")
    for lower, upper, pattern, width, basis in FORMS:
        form.objects.using(alias).create(
            valid=DateRange(lower, upper), pattern=pattern, serial_width=width, legal_basis=basis
        )
    for state, kind, basis in RULES:
        rule.objects.using(alias).create(state=state, rule=kind, valid=DateRange(None, None), legal_basis=basis)


class Migration(migrations.Migration):
    dependencies = [("dossiers", "0001_dossiers")]
    operations = [
        migrations.RunPython(add, migrations.RunPython.noop),
        # Room on the page for the row's next state: an act then touches no index of these tables.
        migrations.RunSQL(
            "ALTER TABLE dossier SET (fillfactor = 75); ALTER TABLE dossier_stretch SET (fillfactor = 85)",
            migrations.RunSQL.noop,
        ),
    ]
