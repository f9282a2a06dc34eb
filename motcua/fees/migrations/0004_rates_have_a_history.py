"""Rates by copy and case are set by acts: their rows carry the head of a chain in the journal."""

from django.db import migrations, models

import motcua.journal.ids

FORWARDS = """
ALTER TABLE fee_by_unit DROP COLUMN id;
ALTER TABLE fee_by_unit ADD COLUMN id uuid NOT NULL DEFAULT uuidv7() PRIMARY KEY;
ALTER TABLE fee_by_unit ADD COLUMN seq integer NOT NULL DEFAULT 0 CHECK (seq >= 0);
ALTER TABLE fee_by_unit ADD COLUMN head bytea NOT NULL DEFAULT '';
ALTER TABLE fee_by_unit ALTER COLUMN id DROP DEFAULT;
ALTER TABLE fee_by_unit ALTER COLUMN seq DROP DEFAULT;
ALTER TABLE fee_by_unit ALTER COLUMN head DROP DEFAULT;
"""
ID = models.UUIDField(default=motcua.journal.ids.uuid7, editable=False, primary_key=True, serialize=False)


class Migration(migrations.Migration):
    dependencies = [("fees", "0003_grounds_rates_and_exemptions")]
    operations = [
        migrations.SeparateDatabaseAndState(
            database_operations=[migrations.RunSQL(FORWARDS)],
            state_operations=[
                migrations.RemoveField("unitfee", "id"),
                migrations.AddField("unitfee", "id", ID),
                migrations.AddField("unitfee", "seq", models.PositiveIntegerField(default=0, editable=False)),
                migrations.AddField("unitfee", "head", models.BinaryField(default=b"")),
            ],
        ),
    ]
