"""The calendar that holds where nothing else is laid down: Monday to Friday, 07:30-11:30 and 13:30-17:00."""

from django.db import migrations

DAY = [["07:30", "11:30", "work"], ["13:30", "17:00", "work"]]


def add(apps, schema_editor):
    alias = schema_editor.connection.alias
    calendar = apps.get_model("worktime", "Calendar").objects.using(alias).create(name="Lịch làm việc hành chính")
    apps.get_model("worktime", "CalendarWeek").objects.using(alias).create(
        calendar=calendar, valid=(None, None), spans={str(weekday): DAY for weekday in range(5)}
    )


class Migration(migrations.Migration):
    dependencies = [("worktime", "0001_calendars")]
    operations = [migrations.RunPython(add, migrations.RunPython.noop)]
