from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = []

    operations = [
        migrations.CreateModel(
            name="Presence",
            fields=[
                (
                    "pk",
                    models.CompositePrimaryKey(
                        "account_id", "dossier_id", blank=True, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("account_id", models.UUIDField()),
                ("dossier_id", models.UUIDField()),
                ("since", models.DateTimeField()),
                ("seen_at", models.DateTimeField()),
            ],
            options={
                "db_table": "desk_presence",
                "indexes": [models.Index(fields=["dossier_id", "seen_at"], name="presence_of_a_dossier")],
            },
        ),
        migrations.RunSQL(
            "ALTER TABLE desk_presence SET UNLOGGED",
            reverse_sql="ALTER TABLE desk_presence SET LOGGED",
        ),
    ]
