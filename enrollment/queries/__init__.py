"""Questions about participants, by noun: places, progress, the own page, the trainer's desk."""

from enrollment.queries.desk import AttendanceList, attendance_list, desk, review_queue, submissions_for_review
from enrollment.queries.figures import standing_figures
from enrollment.queries.own import own_page, runs_of_person
from enrollment.queries.places import (
    PlaceCount,
    denial_reason,
    has_been_marked,
    in_order_of_offer,
    is_answerable,
    is_awaited,
    is_told_to_queue,
    live_enrollments,
    may_ask_for_certificate,
    place_count,
    place_counts,
    queue_position,
    run_is_locked,
    runs_with_a_queue,
    takes_enrolments,
)
from enrollment.queries.progress import progress_of, progress_of_many, rule_sets_for, unmet
from enrollment.queries.roles import (
    can_run,
    has_screen,
    may,
    runs_of_trainer,
    runs_with,
    sessions_with,
)

__all__ = [
    "AttendanceList",
    "PlaceCount",
    "attendance_list",
    "can_run",
    "denial_reason",
    "desk",
    "has_been_marked",
    "has_screen",
    "in_order_of_offer",
    "is_answerable",
    "is_awaited",
    "is_told_to_queue",
    "live_enrollments",
    "may",
    "may_ask_for_certificate",
    "own_page",
    "place_count",
    "place_counts",
    "progress_of",
    "progress_of_many",
    "queue_position",
    "review_queue",
    "rule_sets_for",
    "run_is_locked",
    "runs_of_person",
    "runs_of_trainer",
    "runs_with",
    "runs_with_a_queue",
    "sessions_with",
    "standing_figures",
    "submissions_for_review",
    "takes_enrolments",
    "unmet",
]
