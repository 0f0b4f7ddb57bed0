"""File assignments: administrators keep them, trainers see and correct those of their own runs (the screen scopes them)."""

from typing import Any

from django.contrib.auth.management import create_permissions
from django.db import migrations

GRANTS = {"administrator": ("view", "add", "change", "delete"), "trainer": ("view", "change")}


def permissions(apps: Any, alias: str, actions: tuple[str, ...]) -> Any:
    return apps.get_model("auth", "Permission").objects.using(alias).filter(
        content_type__app_label="courses", codename__in=[f"{action}_fileassignment" for action in actions]
    )


def grant(apps: Any, schema_editor: Any) -> None:
    alias = schema_editor.connection.alias
    config = apps.get_app_config("courses")
    config.models_module = True  # a historical app has none, and without it nothing is made
    create_permissions(config, apps=apps, using=alias, verbosity=0)
    for name, actions in GRANTS.items():
        group = apps.get_model("auth", "Group").objects.using(alias).get(name=name)
        group.permissions.add(*permissions(apps, alias, actions))


def take_back(apps: Any, schema_editor: Any) -> None:
    alias = schema_editor.connection.alias
    for name, actions in GRANTS.items():
        group = apps.get_model("auth", "Group").objects.using(alias).get(name=name)
        group.permissions.remove(*permissions(apps, alias, actions))


class Migration(migrations.Migration):
    dependencies = [("config", "0004_figure_permissions"), ("courses", "0002_file_assignment")]

    operations = [migrations.RunPython(grant, take_back)]
