"""What stops the clock, by version; limits by case, quantity and step; the norms that units set themselves."""

import django.contrib.postgres.constraints
import django.contrib.postgres.fields.ranges
import django.db.models.constraints
import django.db.models.deletion
from django.db import migrations, models

import motcua.catalogue.pausing
import motcua.journal.ids

# What waited for a duty goes on waiting for it; every version stops the clock for a supplement, by law.
WAITED_FOR_A_DUTY = """
UPDATE catalogue_version SET pauses = '{"supplement": "continue", "fee": "continue"}' WHERE pauses_for_fee
"""
FORGETS_HOW = "UPDATE catalogue_version SET pauses_for_fee = pauses ? 'fee'"


class Migration(migrations.Migration):
    dependencies = [
        ("catalogue", "0001_procedures"),
        ("organisation", "0001_units"),
    ]

    operations = [
        migrations.AddField(
            model_name="version",
            name="pauses",
            field=models.JSONField(
                default=motcua.catalogue.pausing.pauses_by_law,
                help_text="what stops the clock, and how the limit goes on: continue or anew",
            ),
        ),
        migrations.RunSQL(WAITED_FOR_A_DUTY, FORGETS_HOW),
        migrations.RemoveField(
            model_name="version",
            name="pauses_for_fee",
        ),
        migrations.CreateModel(
            name="LimitCase",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=motcua.journal.ids.uuid7, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("position", models.PositiveIntegerField()),
                (
                    "channel",
                    models.TextField(
                        blank=True,
                        choices=[("counter", "at the counter"), ("online", "online"), ("post", "by post")],
                    ),
                ),
                ("code", models.TextField(blank=True)),
                ("name", models.TextField(blank=True)),
                ("quantity_from", models.PositiveIntegerField(default=1)),
                ("limit_value", models.PositiveIntegerField()),
                (
                    "limit_unit",
                    models.TextField(
                        choices=[
                            ("working_day", "working days"),
                            ("calendar_day", "calendar days"),
                            ("hour", "working hours"),
                        ]
                    ),
                ),
                ("cutoff", models.TimeField(null=True)),
                (
                    "version",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="cases", to="catalogue.version"
                    ),
                ),
            ],
            options={
                "ordering": ("position",),
                "constraints": [
                    models.UniqueConstraint(
                        fields=("version", "channel", "code", "quantity_from"), name="one_limit_a_case_and_quantity"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("channel__in", ["", "counter", "online", "post"])),
                        name="case_of_a_known_channel",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("quantity_from__gt", 1),
                            models.Q(("quantity_from", 1), models.Q(("code", ""), _negated=True)),
                            _connector="OR",
                        ),
                        name="case_of_something",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("limit_unit__in", ["working_day", "calendar_day", "hour"])),
                        name="case_in_a_known_unit",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("limit_unit", "hour"), ("limit_value", 0), _negated=True),
                        name="no_case_of_no_hours",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Norm",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=motcua.journal.ids.uuid7, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("seq", models.PositiveIntegerField(default=0, editable=False)),
                ("head", models.BinaryField(default=b"")),
                (
                    "valid",
                    django.contrib.postgres.fields.ranges.DateRangeField(
                        help_text="local days, the last one excluded"
                    ),
                ),
                ("limit_value", models.PositiveIntegerField()),
                (
                    "limit_unit",
                    models.TextField(
                        choices=[
                            ("working_day", "working days"),
                            ("calendar_day", "calendar days"),
                            ("hour", "working hours"),
                        ]
                    ),
                ),
                ("decision", models.TextField(help_text="number of the unit's decision")),
                (
                    "procedure",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="norms", to="catalogue.procedure"
                    ),
                ),
                (
                    "unit",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="norms", to="organisation.unit"
                    ),
                ),
            ],
            options={
                "constraints": [
                    django.contrib.postgres.constraints.ExclusionConstraint(
                        deferrable=django.db.models.constraints.Deferrable["IMMEDIATE"],
                        expressions=[("unit", "="), ("procedure", "="), ("valid", "&&")],
                        name="one_norm_a_day",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("valid__isempty", True), ("valid__startswith__isnull", False), _connector="OR"
                        ),
                        name="norm_from_a_day",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("limit_unit__in", ["working_day", "calendar_day", "hour"])),
                        name="norm_in_a_known_unit",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("limit_unit", "hour"), ("limit_value", 0), _negated=True),
                        name="no_norm_of_no_hours",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="StepLimit",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=motcua.journal.ids.uuid7, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("function", models.TextField(help_text="of motcua.people: receiving, handling, leader …")),
                ("limit_value", models.PositiveIntegerField()),
                (
                    "limit_unit",
                    models.TextField(
                        choices=[
                            ("working_day", "working days"),
                            ("calendar_day", "calendar days"),
                            ("hour", "working hours"),
                        ]
                    ),
                ),
                (
                    "version",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="step_limits",
                        to="catalogue.version",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("version", "function"), name="one_limit_a_step"),
                    models.CheckConstraint(
                        condition=models.Q(("limit_unit__in", ["working_day", "calendar_day", "hour"])),
                        name="step_in_a_known_unit",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("limit_unit", "hour"), ("limit_value", 0), _negated=True),
                        name="no_step_of_no_hours",
                    ),
                ],
            },
        ),
    ]
