"""The staff groups. What each may do is granted in 0002, once every permission exists."""

from typing import Any

from django.db import migrations

GROUPS = ("trainer", "administrator")


def make_groups(apps: Any, schema_editor: Any) -> None:
    for name in GROUPS:
        apps.get_model("auth", "Group").objects.get_or_create(name=name)


class Migration(migrations.Migration):
    dependencies = [("auth", "0012_alter_user_first_name_max_length")]

    operations = [migrations.RunPython(make_groups, migrations.RunPython.noop)]
