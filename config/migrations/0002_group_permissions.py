"""What trainers and administrators may do. Nobody gets users, groups, collections or workflows: in Wagtail "may change
users" makes anybody a superuser (design/security.md §0.4).
"""

from typing import Any

from django.contrib.auth.management import create_permissions
from django.db import migrations

LABELS = (
    "accounts", "messaging", "cms", "courses", "enrollment", "feedback", "certificates", "wagtailcore", "wagtailimages", "wagtailadmin",
)
SEE, KEEP, ALL = ("view",), ("view", "add", "change"), ("view", "add", "change", "delete")
ADMINISTRATOR = {
    "accounts": {"organisation": KEEP, "organisationalias": ALL, "sector": ALL, "profession": ALL, "region": ALL},
    "messaging": {"message": ("view", "change"), "messagetemplate": ALL},
    "courses": {
        "course": KEEP, "section": ALL, "theme": ALL, "topic": ALL, "organiser": ALL, "runorganiser": ALL, "courserun": KEEP,
        "runrole": ALL, "session": KEEP, "ruleset": KEEP, "completionrule": ("view", "change"), "attendancerule": ALL,
        "assignment": ("view", "change"), "textassignment": ALL,
    },
    "enrollment": {"enrollment": SEE, "todo": ("view", "change")},
    "feedback": {"feedbackform": KEEP, "question": ALL, "feedbackround": SEE},
    "certificates": {
        "certificate": ("view", "change"), "certificateprogramme": ALL, "route": ALL, "certificatetemplate": ALL, "certificateoffer": ALL,
    },
}
TRAINER = {
    "courses": {
        "courserun": SEE, "session": SEE, "runrole": SEE, "runorganiser": SEE, "ruleset": SEE, "assignment": SEE,
        "textassignment": ("view", "change"),
    },
}
PAGES = {"administrator": ("add_page", "change_page", "publish_page"), "trainer": ("add_page", "change_page", "publish_page")}
IMAGES = {"administrator": ("add_image", "change_image", "choose_image"), "trainer": ("add_image", "choose_image")}


def make_permissions(apps: Any, alias: str) -> None:
    """Permissions are otherwise made after all migrations, too late for this one."""
    for label in LABELS:
        config = apps.get_app_config(label)
        config.models_module = True  # a historical app has none, and without it nothing is made
        create_permissions(config, apps=apps, using=alias, verbosity=0)


def permission(apps: Any, alias: str, label: str, codename: str) -> Any:
    return apps.get_model("auth", "Permission").objects.using(alias).get(content_type__app_label=label, codename=codename)


def grant(apps: Any, schema_editor: Any) -> None:
    alias = schema_editor.connection.alias
    make_permissions(apps, alias)
    root = apps.get_model("wagtailcore", "Page").objects.using(alias).get(depth=1)
    collection = apps.get_model("wagtailcore", "Collection").objects.using(alias).get(depth=1)
    for name, models in (("administrator", ADMINISTRATOR), ("trainer", TRAINER)):
        group = apps.get_model("auth", "Group").objects.using(alias).get(name=name)
        group.permissions.add(permission(apps, alias, "wagtailadmin", "access_admin"))
        for label, actions_by_model in models.items():
            for model, actions in actions_by_model.items():
                group.permissions.add(*(permission(apps, alias, label, f"{action}_{model}") for action in actions))
        for codename in PAGES[name]:
            apps.get_model("wagtailcore", "GroupPagePermission").objects.using(alias).get_or_create(
                group=group, page=root, permission=permission(apps, alias, "wagtailcore", codename),
            )
        for codename in IMAGES[name]:
            apps.get_model("wagtailcore", "GroupCollectionPermission").objects.using(alias).get_or_create(
                group=group, collection=collection, permission=permission(apps, alias, "wagtailimages", codename),
            )


def take_back(apps: Any, schema_editor: Any) -> None:
    alias = schema_editor.connection.alias
    groups = apps.get_model("auth", "Group").objects.using(alias).filter(name__in=["administrator", "trainer"])
    for model in ("GroupPagePermission", "GroupCollectionPermission"):
        apps.get_model("wagtailcore", model).objects.using(alias).filter(group__in=groups).delete()
    for group in groups:
        group.permissions.clear()


class Migration(migrations.Migration):
    dependencies = [
        ("config", "0001_groups"),
        ("accounts", "0001_initial"),
        ("messaging", "0001_initial"),
        ("cms", "0001_initial"),
        ("courses", "0001_initial"),
        ("enrollment", "0001_initial"),
        ("feedback", "0001_initial"),
        ("certificates", "0002_initial"),
        ("contenttypes", "0002_remove_content_type_name"),
        ("wagtailcore", "0097_baselogentry_uuid_action_timestamp_indexes"),
        ("wagtailimages", "0027_image_description"),
        ("wagtailadmin", "0006_formstate"),
        ("wagtaildocs", "0014_alter_document_file_size"),  # it grants documents to every group that has images, so it must not come after us
    ]

    operations = [migrations.RunPython(grant, take_back)]
