"""Administrators read in the site's history who gave and took rights; Wagtail shows what one may view."""

from typing import Any

from django.contrib.auth.management import create_permissions
from django.db import migrations


def _permission(apps: Any, alias: str) -> Any:
    return apps.get_model("auth", "Permission").objects.using(alias).filter(
        content_type__app_label="accounts", codename="view_user"
    )  # fmt: skip


def _administrators(apps: Any, alias: str) -> Any:
    return apps.get_model("auth", "Group").objects.using(alias).get(name="administrator")


def grant(apps: Any, schema_editor: Any) -> None:
    alias = schema_editor.connection.alias
    config = apps.get_app_config("accounts")
    config.models_module = True  # a historical app has none, and without it nothing is made
    create_permissions(config, apps=apps, using=alias, verbosity=0)
    _administrators(apps, alias).permissions.add(*_permission(apps, alias))


def take_back(apps: Any, schema_editor: Any) -> None:
    alias = schema_editor.connection.alias
    _administrators(apps, alias).permissions.remove(*_permission(apps, alias))


class Migration(migrations.Migration):
    dependencies = [("config", "0008_swedish_tree"), ("accounts", "0001_initial")]

    operations = [migrations.RunPython(grant, take_back)]
