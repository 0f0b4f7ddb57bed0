"""Told numbers: administrators keep them, trainers tell and correct those of their own runs (the screen scopes them)."""

from typing import Any

from django.contrib.auth.management import create_permissions
from django.db import migrations

GRANTS = {"administrator": ("view", "add", "change", "delete"), "trainer": ("view", "add", "change")}


def permissions(apps: Any, alias: str, actions: tuple[str, ...]) -> Any:
    return apps.get_model("auth", "Permission").objects.using(alias).filter(
        content_type__app_label="enrollment", codename__in=[f"{action}_figure" for action in actions]
    )


def grant(apps: Any, schema_editor: Any) -> None:
    alias = schema_editor.connection.alias
    config = apps.get_app_config("enrollment")
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
    dependencies = [("config", "0003_images_of_trainers"), ("enrollment", "0003_figure")]

    operations = [migrations.RunPython(grant, take_back)]
