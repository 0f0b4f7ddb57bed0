"""Staff tasks."""

from datetime import datetime

from accounts.models import User
from courses.models import CourseRun
from enrollment.enums import TodoKind
from enrollment.models import Enrollment, Todo


def raise_todo(
    kind: TodoKind,
    subject: str,
    *,
    dedup_key: str,
    now: datetime,
    run: CourseRun | None = None,
    enrollment: Enrollment | None = None,
) -> Todo:
    """Put a task before the staff, once per cause: a repeated `dedup_key` returns the task there is."""
    todo, _ = Todo.objects.get_or_create(
        dedup_key=dedup_key,
        defaults={
            "kind": kind,
            "subject": subject[:200],
            "run": run or (enrollment.run if enrollment else None),
            "enrollment": enrollment,
            "raised_at": now,
        },
    )
    return todo


def finish_todo(todo: Todo, *, by: User, now: datetime) -> None:
    """Mark the task done; the first one to do so stands."""
    Todo.objects.filter(pk=todo.pk, done_at=None).update(done_at=now, done_by=by)
