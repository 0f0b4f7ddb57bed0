"""Files of pages: administrators keep them; trainers add files, mend their own and choose any for a page."""

from typing import Any

from django.contrib.auth.management import create_permissions
from django.db import migrations

GRANTS = {"administrator": ("add", "change", "choose"), "trainer": ("add", "choose")}


def grant(apps: Any, schema_editor: Any) -> None:
    alias = schema_editor.connection.alias
    config = apps.get_app_config("wagtaildocs")
    config.models_module = True  # a historical app has none, and without it nothing is made
    create_permissions(config, apps=apps, using=alias, verbosity=0)
    root = apps.get_model("wagtailcore", "Collection").objects.using(alias).get(depth=1)
    for name, actions in GRANTS.items():
        group = apps.get_model("auth", "Group").objects.using(alias).get(name=name)
        for action in actions:
            permission = apps.get_model("auth", "Permission").objects.using(alias).get(
                content_type__app_label="wagtaildocs", codename=f"{action}_document"
            )
            apps.get_model("wagtailcore", "GroupCollectionPermission").objects.using(alias).get_or_create(
                group=group, collection=root, permission=permission
            )


def take_back(apps: Any, schema_editor: Any) -> None:
    alias = schema_editor.connection.alias
    apps.get_model("wagtailcore", "GroupCollectionPermission").objects.using(alias).filter(
        group__name__in=GRANTS, permission__content_type__app_label="wagtaildocs"
    ).delete()


class Migration(migrations.Migration):
    dependencies = [
        ("config", "0005_file_assignment_permissions"),
        ("cms", "0003_library"),
        ("wagtaildocs", "0014_alter_document_file_size"),
    ]

    operations = [migrations.RunPython(grant, take_back)]
