"""Wagtail's own groups go: each keeps rights over pages that no policy here knows. One with people in it stays for the
administrator to empty, and `audit_invariants` names it.
"""

from typing import Any

from django.db import migrations

WAGTAILS = ("Editors", "Moderators")


def remove(apps: Any, schema_editor: Any) -> None:
    alias = schema_editor.connection.alias
    groups = apps.get_model("auth", "Group").objects.using(alias)
    people = apps.get_model("accounts", "User").objects.using(alias)
    for group in groups.filter(name__in=WAGTAILS):
        if not people.filter(groups=group.pk).exists():
            group.delete()


class Migration(migrations.Migration):
    dependencies = [("config", "0009_history_of_rights"), ("accounts", "0001_initial")]

    operations = [migrations.RunPython(remove, migrations.RunPython.noop)]
