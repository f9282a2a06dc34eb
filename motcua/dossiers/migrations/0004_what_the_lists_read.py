"""What lists and search read: what lies where, newest first by unit with the search keys, and tasks away."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

AWAY = """
UPDATE dossier_task t SET away = false FROM dossier d
WHERE d.id = t.dossier_id AND t.unit_id IN (d.helped_unit_id, d.received_unit_id, d.deciding_unit_id)
"""


class Migration(migrations.Migration):
    dependencies = [
        ("catalogue", "0001_procedures"),
        ("dossiers", "0003_what_the_desks_write"),
        ("organisation", "0001_units"),
        ("people", "0001_accounts_posts_applicants"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.RemoveIndex(
            model_name="task",
            name="task_open",
        ),
        migrations.RemoveIndex(
            model_name="task",
            name="task_of_account",
        ),
        migrations.RemoveIndex(
            model_name="task",
            name="task_in_unit",
        ),
        migrations.AddField(
            model_name="task",
            name="away",
            field=models.BooleanField(
                default=True, help_text="in a unit that neither helped with, nor received, nor decides the dossier"
            ),
        ),
        migrations.RunSQL(AWAY, migrations.RunSQL.noop),
        migrations.AlterField(
            model_name="dossier",
            name="deciding_unit",
            field=models.ForeignKey(
                db_index=False,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="organisation.unit",
            ),
        ),
        migrations.AlterField(
            model_name="dossier",
            name="helped_unit",
            field=models.ForeignKey(
                db_index=False,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="organisation.unit",
            ),
        ),
        migrations.AlterField(
            model_name="dossier",
            name="received_unit",
            field=models.ForeignKey(
                db_index=False,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="organisation.unit",
            ),
        ),
        migrations.AddIndex(
            model_name="dossier",
            index=models.Index(fields=["procedure", "-received_at"], name="dossier_of_procedure"),
        ),
        migrations.AddIndex(
            model_name="dossier",
            index=models.Index(
                fields=["received_unit", "-received_at", "-id"],
                include=("search_key", "procedure"),
                name="dossier_received_in",
            ),
        ),
        migrations.AddIndex(
            model_name="dossier",
            index=models.Index(
                fields=["deciding_unit", "-received_at", "-id"],
                include=("search_key", "procedure", "received_unit"),
                name="dossier_decided_in",
            ),
        ),
        migrations.AddIndex(
            model_name="dossier",
            index=models.Index(
                condition=models.Q(("helped_unit", models.F("received_unit")), _negated=True),
                fields=["helped_unit"],
                name="dossier_helped_in",
            ),
        ),
        migrations.AddIndex(
            model_name="stretch",
            index=models.Index(
                condition=models.Q(("holder_unit__isnull", False), ("to_at", None)),
                fields=["holder_unit", "due_at", "dossier"],
                include=("state", "holder_function", "holder_account"),
                name="stretch_lies_with",
            ),
        ),
        migrations.AddIndex(
            model_name="stretch",
            index=models.Index(
                condition=models.Q(("holder_account__isnull", False), ("to_at", None)),
                fields=["holder_account", "due_at", "dossier"],
                include=("state", "holder_function", "holder_unit"),
                name="stretch_in_hands",
            ),
        ),
        migrations.AddIndex(
            model_name="task",
            index=models.Index(fields=["account", "dossier"], name="task_of_account"),
        ),
        migrations.AddIndex(
            model_name="task",
            index=models.Index(
                condition=models.Q(("away", True)), fields=["unit", "dossier"], name="task_away_in_unit"
            ),
        ),
        migrations.AddIndex(
            model_name="task",
            index=models.Index(
                condition=models.Q(("closed_at__isnull", False), ("function", "returning")),
                fields=["unit", "-closed_at", "-dossier"],
                name="task_returned_by_unit",
            ),
        ),
    ]
