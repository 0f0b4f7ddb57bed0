"""The one way of every page from a draft through its reviewer to publishing; Wagtail's own workflow is put aside."""

from typing import Any

from django.db import migrations

WORKFLOW, STEP = "Läpikäynti ennen julkaisua", "Läpikäynti"
WAGTAILS = "Moderators approval"


def make_workflow(apps: Any, schema_editor: Any) -> None:
    alias = schema_editor.connection.alias
    kind, _ = apps.get_model("contenttypes", "ContentType").objects.using(alias).get_or_create(
        app_label="cms", model="reviewtask"
    )
    task = apps.get_model("cms", "ReviewTask").objects.using(alias).create(name=STEP, content_type=kind, active=True)
    workflow = apps.get_model("wagtailcore", "Workflow").objects.using(alias).create(name=WORKFLOW, active=True)
    apps.get_model("wagtailcore", "WorkflowTask").objects.using(alias).create(
        workflow=workflow, task_id=task.pk, sort_order=0
    )
    root = apps.get_model("wagtailcore", "Page").objects.using(alias).get(depth=1)
    apps.get_model("wagtailcore", "WorkflowPage").objects.using(alias).update_or_create(
        page=root, defaults={"workflow": workflow}
    )
    apps.get_model("wagtailcore", "Workflow").objects.using(alias).filter(name=WAGTAILS).update(active=False)


def remove_workflow(apps: Any, schema_editor: Any) -> None:
    alias = schema_editor.connection.alias
    workflows = apps.get_model("wagtailcore", "Workflow").objects.using(alias)
    before = workflows.filter(name=WAGTAILS).first()
    pages = apps.get_model("wagtailcore", "WorkflowPage").objects.using(alias).filter(workflow__name=WORKFLOW)
    if before:
        workflows.filter(pk=before.pk).update(active=True)
        pages.update(workflow=before)
    else:
        pages.delete()
    workflows.filter(name=WORKFLOW).delete()
    apps.get_model("wagtailcore", "Task").objects.using(alias).filter(
        content_type__app_label="cms", content_type__model="reviewtask"
    ).delete()


class Migration(migrations.Migration):
    dependencies = [
        ("config", "0006_files_of_authors"),
        ("cms", "0005_review"),
        ("contenttypes", "0002_remove_content_type_name"),
        ("wagtailcore", "0097_baselogentry_uuid_action_timestamp_indexes"),
    ]

    operations = [migrations.RunPython(make_workflow, remove_workflow)]
