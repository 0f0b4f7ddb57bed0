"""A Swedish page tree can be begun, and administrators copy pages into it to be translated."""

from typing import Any

from django.contrib.auth.management import create_permissions
from django.db import migrations


def grant(apps: Any, schema_editor: Any) -> None:
    alias = schema_editor.connection.alias
    config = apps.get_app_config("simple_translation")
    config.models_module = True  # a historical app has none, and without it nothing is made
    create_permissions(config, apps=apps, using=alias, verbosity=0)
    apps.get_model("wagtailcore", "Locale").objects.using(alias).get_or_create(language_code="sv")
    permission = apps.get_model("auth", "Permission").objects.using(alias).get(codename="submit_translation")
    apps.get_model("auth", "Group").objects.using(alias).get(name="administrator").permissions.add(permission)


def take_back(apps: Any, schema_editor: Any) -> None:
    """The language stays: pages may stand in it."""
    alias = schema_editor.connection.alias
    permission = apps.get_model("auth", "Permission").objects.using(alias).get(codename="submit_translation")
    apps.get_model("auth", "Group").objects.using(alias).get(name="administrator").permissions.remove(permission)


class Migration(migrations.Migration):
    dependencies = [
        ("config", "0007_review_workflow"),
        ("simple_translation", "0001_initial"),
        ("wagtailcore", "0097_baselogentry_uuid_action_timestamp_indexes"),
    ]

    operations = [migrations.RunPython(grant, take_back)]
