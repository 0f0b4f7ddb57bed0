"""One lead trainer of a run, and of a session with a lead of its own: the others of a pair become trainers."""

from typing import Any

from django.db import migrations, models
from django.db.models import Q


def keep_the_first(apps: Any, schema_editor: Any) -> None:
    parts = apps.get_model("courses", "RunRole").objects.using(schema_editor.connection.alias)
    led: set[tuple[Any, Any]] = set()
    for lead in parts.filter(role="lead").order_by("pk"):
        place = (lead.run_id, lead.session_id)
        if place not in led:
            led.add(place)
            continue
        same = parts.filter(run=lead.run_id, session=lead.session_id, person=lead.person_id, role="trainer")
        if lead.person_id and same.exists():
            lead.delete()
        else:
            lead.role = "trainer"
            lead.save(update_fields=["role"])


class Migration(migrations.Migration):
    dependencies = [("courses", "0004_reviewer")]

    operations = [
        migrations.RunPython(keep_the_first, migrations.RunPython.noop),
        migrations.AddConstraint(
            model_name="runrole",
            constraint=models.UniqueConstraint(
                condition=Q(("role", "lead"), ("session", None)),
                fields=("run",),
                name="runrole_one_lead",
                violation_error_message="The run has a lead trainer already. Choose the part of a trainer.",
            ),
        ),
        migrations.AddConstraint(
            model_name="runrole",
            constraint=models.UniqueConstraint(
                condition=Q(("role", "lead"), ("session__isnull", False)),
                fields=("session",),
                name="runrole_one_lead_of_a_session",
                violation_error_message="The session has a lead trainer already. Choose the part of a trainer.",
            ),
        ),
    ]
