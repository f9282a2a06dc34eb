"""The journal's tables, partitioned by month, and the trigger that keeps them append-only."""

import django.db.models
from django.db import migrations, models

TABLES = """
CREATE TABLE journal_entry (
    id uuid NOT NULL,
    subject_type text NOT NULL,
    subject_id uuid NOT NULL,
    seq integer NOT NULL,
    act text NOT NULL,
    moment timestamptz NOT NULL,
    recorded_at timestamptz NOT NULL,
    actor uuid,
    post uuid,
    unit uuid,
    ground text NOT NULL,
    detail_hash bytea NOT NULL,
    prev bytea NOT NULL,
    hash bytea NOT NULL,
    format smallint NOT NULL,
    PRIMARY KEY (id)
) PARTITION BY RANGE (id);
CREATE INDEX journal_entry_subject ON journal_entry (subject_id, seq);

CREATE TABLE journal_detail (
    entry uuid NOT NULL,
    salt bytea,
    content text,
    retention text NOT NULL,
    erased_by uuid,
    PRIMARY KEY (entry),
    CHECK ((content IS NULL) = (salt IS NULL)),
    CHECK (content IS NOT NULL OR erased_by IS NOT NULL)
) PARTITION BY RANGE (entry);

CREATE FUNCTION journal_refuse() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'The journal is append-only: % of % is refused.', TG_OP, TG_TABLE_NAME
        USING ERRCODE = 'restrict_violation';
END $$;

CREATE FUNCTION journal_only_erase() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'UPDATE' AND NEW.content IS NULL AND NEW.salt IS NULL AND NEW.erased_by IS NOT NULL
       AND OLD.content IS NOT NULL AND NEW.entry = OLD.entry AND NEW.retention = OLD.retention THEN
        RETURN NEW;
    END IF;
    RAISE EXCEPTION 'The journal is append-only: a detail can only be erased, by an act of its own.'
        USING ERRCODE = 'restrict_violation';
END $$;

CREATE TRIGGER append_only BEFORE UPDATE OR DELETE ON journal_entry
    FOR EACH ROW EXECUTE FUNCTION journal_refuse();
CREATE TRIGGER append_only BEFORE UPDATE OR DELETE ON journal_detail
    FOR EACH ROW EXECUTE FUNCTION journal_only_erase();
CREATE TRIGGER no_truncate BEFORE TRUNCATE ON journal_entry
    FOR EACH STATEMENT EXECUTE FUNCTION journal_refuse();
CREATE TRIGGER no_truncate BEFORE TRUNCATE ON journal_detail
    FOR EACH STATEMENT EXECUTE FUNCTION journal_refuse();

-- The smallest version 7 uuid of a moment.
CREATE FUNCTION journal_bound(moment timestamptz) RETURNS uuid LANGUAGE sql IMMUTABLE AS $$
    SELECT rpad(lpad(to_hex((extract(epoch FROM moment) * 1000)::bigint), 12, '0'), 32, '0')::uuid
$$;

-- Months are UTC months. The app role may open one, and nothing else, in the owner's name.
CREATE FUNCTION journal_open_month(day date) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
    first timestamptz := date_trunc('month', day::timestamp) AT TIME ZONE 'UTC';
    next timestamptz := (date_trunc('month', day::timestamp) + interval '1 month') AT TIME ZONE 'UTC';
    part text;
    tab text;
BEGIN
    FOREACH tab IN ARRAY ARRAY['journal_entry', 'journal_detail'] LOOP
        part := tab || to_char(day, '_YYYYMM');
        IF to_regclass(part) IS NULL THEN
            PERFORM pg_advisory_xact_lock(hashtext('journal_open_month'));
            IF to_regclass(part) IS NULL THEN
                EXECUTE format('CREATE TABLE %I PARTITION OF %I FOR VALUES FROM (%L) TO (%L)',
                               part, tab, journal_bound(first), journal_bound(next));
                EXECUTE format('CREATE TRIGGER no_truncate BEFORE TRUNCATE ON %I '
                               'FOR EACH STATEMENT EXECUTE FUNCTION journal_refuse()', part);
            END IF;
        END IF;
    END LOOP;
END $$;
"""

PRIVILEGES = """
DO $$ BEGIN
    IF EXISTS (SELECT FROM pg_roles WHERE rolname = 'motcua_app') THEN
        REVOKE ALL ON journal_entry, journal_detail FROM motcua_app;
        GRANT SELECT, INSERT ON journal_entry, journal_detail TO motcua_app;
        GRANT UPDATE (salt, content, erased_by) ON journal_detail TO motcua_app;
        REVOKE UPDATE, DELETE, TRUNCATE ON journal_position FROM motcua_app;
    END IF;
END $$;
"""

DROP = """
DROP TABLE journal_entry, journal_detail CASCADE;
DROP FUNCTION journal_refuse, journal_only_erase, journal_open_month, journal_bound;
"""


class Migration(migrations.Migration):
    initial = True
    dependencies = []

    operations = [
        migrations.CreateModel(
            name="Entry",
            fields=[
                ("id", models.UUIDField(primary_key=True, serialize=False)),
            ],
            options={"db_table": "journal_entry", "managed": False},
        ),
        migrations.CreateModel(
            name="Detail",
            fields=[
                ("entry", models.UUIDField(primary_key=True, serialize=False)),
            ],
            options={"db_table": "journal_detail", "managed": False},
        ),
        migrations.CreateModel(
            name="Ground",
            fields=[
                ("code", models.CharField(max_length=40, primary_key=True, serialize=False)),
                ("name", models.TextField(help_text="as it is cited, in Vietnamese")),
                ("name_en", models.TextField(blank=True)),
            ],
            options={"db_table": "journal_ground"},
        ),
        migrations.CreateModel(
            name="Revision",
            fields=[
                ("name", models.CharField(max_length=40, primary_key=True, serialize=False)),
                ("number", models.BigIntegerField(default=0)),
            ],
            options={"db_table": "journal_revision"},
        ),
        migrations.CreateModel(
            name="Unplaced",
            fields=[("entry", models.UUIDField(primary_key=True, serialize=False))],
            options={"db_table": "journal_unplaced"},
        ),
        migrations.CreateModel(
            name="Position",
            fields=[
                ("position", models.BigIntegerField(primary_key=True, serialize=False)),
                ("entry", models.UUIDField(unique=True)),
            ],
            options={"db_table": "journal_position"},
        ),
        migrations.CreateModel(
            name="Reading",
            fields=[
                (
                    "id",
                    models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID"),
                ),
                ("day", models.DateField()),
                ("account", models.UUIDField()),
                ("subject_type", models.TextField()),
                ("subject_id", models.UUIDField()),
                ("door", models.TextField()),
                ("times", models.IntegerField(default=1)),
                ("first_at", models.DateTimeField()),
                ("last_at", models.DateTimeField()),
            ],
            options={
                "db_table": "journal_reading",
                "constraints": [
                    models.UniqueConstraint(
                        fields=["day", "account", "subject_type", "subject_id", "door"],
                        name="one_reading_a_day",
                    )
                ],
                "indexes": [
                    django.db.models.Index(fields=["subject_type", "subject_id", "day"], name="reading_of_subject")
                ],
            },
        ),
        migrations.RunSQL(TABLES, DROP),
        migrations.RunSQL(
            "SELECT journal_open_month((date_trunc('month', now()) + n * interval '1 month')::date) "
            "FROM generate_series(-1, 12) n",
            migrations.RunSQL.noop,
        ),
        migrations.RunSQL(PRIVILEGES, migrations.RunSQL.noop),
    ]
