from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("notices", "0001_notices_to_applicants")]

    operations = [
        migrations.AddField(
            "noticecursor",
            "next_places",
            models.JSONField(default=dict, help_text="when the next may go out by each channel, in seconds"),
        ),
    ]
