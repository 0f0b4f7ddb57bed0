"""What of this app hangs on a person, and how long it is kept."""

from functools import partial

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from accounts.registry import (
    DataKind,
    ExportFile,
    OnErasure,
    OnMerge,
    PersonLink,
    RetentionStep,
    register_data_kind,
    register_person_link,
    register_retention,
)
from enrollment.models import (
    Attendance,
    AttendanceMark,
    Enrollment,
    Figure,
    MakeUp,
    ModuleVisit,
    Submission,
    SubmissionFile,
    SubmissionTurn,
    Todo,
    Transition,
)
from enrollment.queries.modules import titles_of_visits
from enrollment.services.files import delete_bytes_on_commit, read_file
from enrollment.services.persons import erase_texts, forget_participation, participation_due, texts_due

PARTICIPATION = register_data_kind(
    DataKind(
        key="participation",
        name=_("Enrolments, queue and attendance"),
        months=60,
        counted_from=_("from the end of the run"),
        afterwards=_("Only the numbers of participants stay."),
        when_erased=_(
            "Your coming enrolments are cancelled. Of past ones a row stays without your name, address, organisation "
            "and job title, so that the numbers of participants stay right."
        ),
        outcome=OnErasure.EMPTY,
        position=20,
    )
)
SUBMISSIONS = register_data_kind(
    DataKind(
        key="submissions",
        name=_("Answers to assignments, files sent in and the trainers' comments"),
        months=6,
        counted_from=_("from acceptance, or of an unfinished answer from the last saving"),
        afterwards=_("The answer, the files and the comments are erased. That the answer was accepted stays."),
        when_erased=_("Your answers, files and drafts and the comments on them are erased."),
        outcome=OnErasure.DELETE,
        position=30,
    )
)
_RECORD = "who did it is part of an official record"
_SNAPSHOT = ("run", "state", "name", "organisation_name", "sector", "profession_text", "created_at", "completed_at")
_RUN, _SESSION = ("run__course", "sector"), ("session__topic", "session__run__course")


def _counted(model: type, field: str, *columns: str, on_merge: OnMerge = OnMerge.MOVE, **facts: object) -> None:
    register_person_link(PersonLink(model, field, columns, OnErasure.EMPTY, on_merge, PARTICIPATION.key, **facts))  # type: ignore[arg-type]


def _recorded(model: type, field: str) -> None:
    register_person_link(PersonLink(model, field, (), OnErasure.KEEP, OnMerge.STAY, PARTICIPATION.key, _RECORD))


def _answered(model: type, field: str, *columns: str, **facts: object) -> None:
    register_person_link(
        PersonLink(
            model,
            field,
            columns,
            OnErasure.EMPTY,
            OnMerge.FOLLOW,
            SUBMISSIONS.key,
            personal=("text", "comment"),
            **facts,  # type: ignore[arg-type]
        )
    )


_counted(
    Enrollment,
    "person",
    *_SNAPSHOT,
    personal=("name", "organisation", "organisation_name", "profession", "profession_text"),
    activity=("created_at", "run__sessions__ends_at"),
    loads=_RUN,
)
_counted(
    Transition,
    "enrollment__person",
    "enrollment__run",
    "verb",
    "to_state",
    "at",
    on_merge=OnMerge.FOLLOW,
    personal=("reason",),
    loads=("enrollment__run__course",),
)
_counted(
    Attendance,
    "person",
    "session__run",
    "session",
    "status",
    "minutes",
    "marked_at",
    activity=("marked_at",),
    loads=_SESSION,
)
_counted(AttendanceMark, "person", "session__run", "session", "status", "at", loads=_SESSION)
_counted(
    MakeUp,
    "enrollment__person",
    "enrollment__run",
    "cause",
    "due_at",
    "opened_at",
    "closed_at",
    on_merge=OnMerge.FOLLOW,
    loads=("enrollment__run__course",),
)
register_person_link(
    PersonLink(
        ModuleVisit,
        "enrollment__person",
        ("enrollment__run", "module_key", "done_at"),
        OnErasure.DELETE,
        OnMerge.FOLLOW,
        PARTICIPATION.key,
        loads=("enrollment__run__course",),
        names=titles_of_visits,
    )
)
_answered(
    Submission,
    "enrollment__person",
    "assignment",
    "state",
    "text",
    "comment",
    "due_at",
    "saved_at",
    "submitted_at",
    "decided_at",
    "text_erased_at",
    emptied_at="text_erased_at",
    activity=("saved_at",),
    loads=("assignment",),
)
_answered(
    SubmissionTurn,
    "submission__enrollment__person",
    "submission__assignment",
    "number",
    "text",
    "submitted_at",
    "decision",
    "comment",
    "decided_at",
    loads=("submission__assignment",),
)
register_person_link(
    PersonLink(
        SubmissionFile,
        "submission__enrollment__person",
        ("submission__assignment", "name", "size", "added_at"),
        OnErasure.DELETE,
        OnMerge.FOLLOW,
        SUBMISSIONS.key,
        loads=("submission__assignment",),
        files=lambda row: [ExportFile(row.name, partial(read_file, row))],
        let_go=delete_bytes_on_commit,
    )
)
register_person_link(
    PersonLink(
        Todo, "enrollment__person", (), OnErasure.KEEP, OnMerge.FOLLOW, "log", "a staff task; it names nobody by name"
    )
)
for model, field in (
    (Transition, "by"),
    (Attendance, "marked_by"),
    (AttendanceMark, "by"),
    (MakeUp, "chosen_by"),
    (Submission, "reviewer"),
    (SubmissionTurn, "reviewer"),
    (Figure, "by"),
):
    _recorded(model, field)
register_person_link(PersonLink(Todo, "done_by", (), OnErasure.KEEP, OnMerge.STAY, "log", _RECORD))


def _delete(rows: QuerySet, now: object) -> None:
    rows.delete()


register_retention(RetentionStep("participation", "enrolments to forget", participation_due, forget_participation))
register_retention(RetentionStep("submissions", "answers to erase", texts_due, erase_texts))
register_retention(
    RetentionStep("log", "finished staff tasks", lambda cutoff, now: Todo.objects.filter(done_at__lt=cutoff), _delete)
)
