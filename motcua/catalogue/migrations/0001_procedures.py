"""Fields, procedures, versions in force from a day, terms, papers, legal bases and offers."""

import django.contrib.postgres.constraints
import django.contrib.postgres.fields.ranges
import django.contrib.postgres.indexes
import django.db.models.constraints
import django.db.models.deletion
from django.db import migrations, models

import motcua.journal.ids


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("journal", "0002_grounds"),
        ("organisation", "__first__"),
    ]

    operations = [
        migrations.CreateModel(
            name="Field",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=motcua.journal.ids.uuid7, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("seq", models.PositiveIntegerField(default=0, editable=False)),
                ("head", models.BinaryField(default=b"")),
                ("code", models.TextField(unique=True, verbose_name="code")),
                ("name", models.TextField(unique=True, verbose_name="name")),
                ("search_key", models.TextField(editable=False)),
            ],
            options={
                "indexes": [
                    django.contrib.postgres.indexes.GinIndex(
                        fields=["search_key"], name="field_search_key", opclasses=["gin_trgm_ops"]
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Procedure",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=motcua.journal.ids.uuid7, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("seq", models.PositiveIntegerField(default=0, editable=False)),
                ("head", models.BinaryField(default=b"")),
                ("code", models.TextField(unique=True, verbose_name="code")),
                ("name", models.TextField(verbose_name="name")),
                ("ministry", models.TextField(blank=True, verbose_name="ministry")),
                ("kind", models.TextField(blank=True, verbose_name="kind")),
                ("level", models.JSONField(default=list, verbose_name="levels")),
                ("search_key", models.TextField(editable=False)),
                (
                    "field",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="procedures",
                        to="catalogue.field",
                        verbose_name="field",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Version",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=motcua.journal.ids.uuid7, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("seq", models.PositiveIntegerField(default=0, editable=False)),
                ("head", models.BinaryField(default=b"")),
                ("number", models.PositiveIntegerField(help_text="1, 2, 3 … in the order of publication")),
                ("name", models.TextField(verbose_name="name")),
                ("decision", models.TextField(blank=True, verbose_name="decision")),
                (
                    "valid",
                    django.contrib.postgres.fields.ranges.DateRangeField(
                        help_text="local days, the last one excluded", verbose_name="in force"
                    ),
                ),
                ("audience", models.JSONField(default=list, verbose_name="who may ask")),
                ("result_name", models.TextField(blank=True, verbose_name="result")),
                ("result_code", models.TextField(blank=True)),
                (
                    "gives_document",
                    models.BooleanField(default=True, help_text="the decision has a number and a date"),
                ),
                (
                    "at_once",
                    models.BooleanField(default=False, help_text="returned while you wait, without a receipt"),
                ),
                (
                    "pauses_for_fee",
                    models.BooleanField(
                        default=False, help_text="the clock stands while a duty is owed, as with land"
                    ),
                ),
                (
                    "procedure",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="versions",
                        to="catalogue.procedure",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Paper",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=motcua.journal.ids.uuid7, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("position", models.PositiveIntegerField()),
                ("name", models.TextField()),
                ("originals", models.PositiveIntegerField(default=0)),
                ("copies", models.PositiveIntegerField(default=0)),
                (
                    "version",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="papers", to="catalogue.version"
                    ),
                ),
            ],
            options={
                "ordering": ("position",),
            },
        ),
        migrations.CreateModel(
            name="Offer",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=motcua.journal.ids.uuid7, editable=False, primary_key=True, serialize=False
                    ),
                ),
                (
                    "valid",
                    django.contrib.postgres.fields.ranges.DateRangeField(
                        help_text="local days, the last one excluded"
                    ),
                ),
                (
                    "unit",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="offers", to="organisation.unit"
                    ),
                ),
                (
                    "version",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="offers", to="catalogue.version"
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="LegalBasis",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=motcua.journal.ids.uuid7, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("number", models.TextField()),
                (
                    "version",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="legal_bases",
                        to="catalogue.version",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="ChannelTerms",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=motcua.journal.ids.uuid7, editable=False, primary_key=True, serialize=False
                    ),
                ),
                (
                    "channel",
                    models.TextField(
                        choices=[("counter", "at the counter"), ("online", "online"), ("post", "by post")]
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
                ("cutoff", models.TimeField(null=True)),
                ("fees", models.JSONField(default=list)),
                (
                    "version",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="terms", to="catalogue.version"
                    ),
                ),
            ],
        ),
        migrations.AddIndex(
            model_name="procedure",
            index=django.contrib.postgres.indexes.GinIndex(
                fields=["search_key"], name="procedure_search_key", opclasses=["gin_trgm_ops"]
            ),
        ),
        migrations.AddConstraint(
            model_name="version",
            constraint=models.UniqueConstraint(fields=("procedure", "number"), name="one_version_of_a_number"),
        ),
        migrations.AddConstraint(
            model_name="version",
            constraint=django.contrib.postgres.constraints.ExclusionConstraint(
                deferrable=django.db.models.constraints.Deferrable["IMMEDIATE"],
                expressions=[("procedure", "="), ("valid", "&&")],
                name="one_version_in_force_a_day",
            ),
        ),
        migrations.AddConstraint(
            model_name="version",
            constraint=models.CheckConstraint(
                condition=models.Q(("valid__isempty", False), ("valid__startswith__isnull", False)),
                name="version_in_force_from_a_day",
            ),
        ),
        migrations.AddConstraint(
            model_name="paper",
            constraint=models.UniqueConstraint(fields=("version", "position"), name="one_paper_a_position"),
        ),
        migrations.AddConstraint(
            model_name="offer",
            constraint=django.contrib.postgres.constraints.ExclusionConstraint(
                deferrable=django.db.models.constraints.Deferrable["IMMEDIATE"],
                expressions=[("unit", "="), ("version", "="), ("valid", "&&")],
                name="one_offer_a_day",
            ),
        ),
        migrations.AddConstraint(
            model_name="offer",
            constraint=models.CheckConstraint(
                condition=models.Q(("valid__isempty", False), ("valid__startswith__isnull", False)),
                name="offer_from_a_day",
            ),
        ),
        migrations.AddConstraint(
            model_name="legalbasis",
            constraint=models.UniqueConstraint(fields=("version", "number"), name="one_basis_a_version"),
        ),
        migrations.AddConstraint(
            model_name="channelterms",
            constraint=models.UniqueConstraint(fields=("version", "channel"), name="one_terms_a_channel"),
        ),
        migrations.AddConstraint(
            model_name="channelterms",
            constraint=models.CheckConstraint(
                condition=models.Q(("channel__in", ["counter", "online", "post"])), name="terms_of_a_known_channel"
            ),
        ),
        migrations.AddConstraint(
            model_name="channelterms",
            constraint=models.CheckConstraint(
                condition=models.Q(("limit_unit__in", ["working_day", "calendar_day", "hour"])),
                name="terms_in_a_known_unit",
            ),
        ),
        migrations.AddConstraint(
            model_name="channelterms",
            constraint=models.CheckConstraint(
                condition=models.Q(("limit_unit", "hour"), ("limit_value", 0), _negated=True),
                name="no_limit_of_no_hours",
            ),
        ),
    ]
