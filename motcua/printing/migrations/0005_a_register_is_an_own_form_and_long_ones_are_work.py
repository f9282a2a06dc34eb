"""A register book can have an own version, counts its lines, and a long one is set by the worker."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("printing", "0004_own_versions_of_forms"),
    ]

    operations = [
        migrations.AddField(
            model_name="printedbook",
            name="lines",
            field=models.PositiveIntegerField(help_text="null: printed before they were counted", null=True),
        ),
        migrations.AddField(
            model_name="printedbook",
            name="version",
            field=models.ForeignKey(
                help_text="null: the circular's own",
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="printing.formversion",
            ),
        ),
        migrations.AddField(
            model_name="printwork",
            name="book",
            field=models.ForeignKey(
                help_text="null: forms of dossiers",
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="printing.printedbook",
            ),
        ),
        migrations.AlterField(
            model_name="printwork",
            name="dossiers",
            field=models.JSONField(default=list, help_text="ids, in the order of the sheets"),
        ),
    ]
