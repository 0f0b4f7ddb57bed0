"""A collection of images that trainers keep together, and Finnish names for the roots of pages and of collections.

Wagtail's "may add" shows a person only what that person has added. In a collection of their own trainers see, mend and
remove each other's images as well; the rest of the site's images they may choose, never change.
"""

from typing import Any

from django.db import migrations
from wagtail.models import Collection as CollectionTree  # only its arithmetic of paths: no rows are read through it

NAME = "Kouluttajien kuvat"
ROOT = "Sivusto"
WAGTAILS_ROOT = "Root"
OWN = ("add_image", "change_image")


def models_of(apps: Any) -> Any:
    names = {"Collection": "wagtailcore", "Page": "wagtailcore", "GroupCollectionPermission": "wagtailcore",
             "Image": "wagtailimages", "Group": "auth", "Permission": "auth"}
    return {name: apps.get_model(label, name).objects for name, label in names.items()}


def rename_roots(tables: Any, alias: str, before: str, after: str) -> None:
    tables["Page"].using(alias).filter(depth=1, title=before).update(title=after, draft_title=after)
    tables["Collection"].using(alias).filter(depth=1, name=before).update(name=after)


def make_collection(tables: Any, alias: str) -> Any:
    root = tables["Collection"].using(alias).get(depth=1)
    last = tables["Collection"].using(alias).filter(depth=2).order_by("path").last()
    step = CollectionTree._str2int(last.path[-CollectionTree.steplen:]) + 1 if last else 1
    path = CollectionTree._get_path(root.path, 2, step)
    root.numchild += 1
    root.save(update_fields=["numchild"])
    return tables["Collection"].using(alias).create(name=NAME, path=path, depth=2, numchild=0)


def give(apps: Any, schema_editor: Any) -> None:
    alias, tables = schema_editor.connection.alias, models_of(apps)
    rename_roots(tables, alias, WAGTAILS_ROOT, ROOT)
    collection = make_collection(tables, alias)
    trainers = tables["Group"].using(alias).get(name="trainer")
    tables["GroupCollectionPermission"].using(alias).filter(group=trainers, permission__codename="add_image").delete()
    for codename in OWN:
        permission = tables["Permission"].using(alias).get(content_type__app_label="wagtailimages", codename=codename)
        tables["GroupCollectionPermission"].using(alias).create(
            group=trainers, collection=collection, permission=permission,
        )
    tables["Image"].using(alias).filter(uploaded_by_user__groups=trainers).update(collection=collection)


def take_back(apps: Any, schema_editor: Any) -> None:
    alias, tables = schema_editor.connection.alias, models_of(apps)
    root = tables["Collection"].using(alias).get(depth=1)
    collection = tables["Collection"].using(alias).filter(depth=2, name=NAME).first()
    if collection is not None:
        tables["Image"].using(alias).filter(collection=collection).update(collection=root)
        collection.delete()
        root.numchild -= 1
        root.save(update_fields=["numchild"])
    trainers = tables["Group"].using(alias).get(name="trainer")
    permission = tables["Permission"].using(alias).get(content_type__app_label="wagtailimages", codename="add_image")
    tables["GroupCollectionPermission"].using(alias).get_or_create(
        group=trainers, collection=root, permission=permission,
    )
    rename_roots(tables, alias, ROOT, WAGTAILS_ROOT)


class Migration(migrations.Migration):
    dependencies = [("config", "0002_group_permissions")]

    operations = [migrations.RunPython(give, take_back)]
