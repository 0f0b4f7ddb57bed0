from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('enrollment', '0008_decided_by_somebody'),
    ]

    operations = [
        migrations.AddField(
            model_name='submission',
            name='version',
            field=models.PositiveIntegerField(default=0),
        ),
        migrations.AddField(
            model_name='submission',
            name='page_key',
            field=models.CharField(blank=True, max_length=32),
        ),
    ]
