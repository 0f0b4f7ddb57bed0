from enrollment.services.absences import AbsenceRefused, take_absence_back, tell_absence
from enrollment.services.access import record_download, record_reading
from enrollment.services.attendance import (
    AttendanceRefused,
    MarkResult,
    mark_attendance,
    mark_rest_present,
    undo_marks,
)
from enrollment.services.by_staff import StaffRefused, give_place, reinstate, remove
from enrollment.services.calling_off import CallingOffRefused, call_off_run
from enrollment.services.completion import settle, settle_nightly, settle_run
from enrollment.services.confirming import confirm_session, reopen_session
from enrollment.services.figures import record_figure, record_headcount
from enrollment.services.files import (
    answer_storage,
    attach_file,
    delete_stray_files,
    remove_file,
)
from enrollment.services.groups import change_group
from enrollment.services.joining import Snapshot
from enrollment.services.new_times import AnswerRefused, come_after_all, decline_new_time
from enrollment.services.offers import (
    OfferGone,
    accept_offer,
    decline_offer,
    end_queues,
    offer_next_places,
    offer_waiting_places,
)
from enrollment.services.places import (
    CancellationRefused,
    EnrollmentRefused,
    LastPlaceGone,
    WishRefused,
    ask_for_certificate,
    cancel_enrollment,
    enroll,
    enroll_visitor,
)
from enrollment.services.reminders import remind_of_sessions
from enrollment.services.sessions import SessionRefused, Slot, cancel_session, move_session
from enrollment.services.submissions import (
    DraftChanged,
    OpenPage,
    SubmissionRefused,
    accept_submission,
    ask_for_more,
    save_draft,
    send_submission,
    take_back_submission,
    unfit_to_send,
)
from enrollment.services.todos import finish_todo, raise_todo
from enrollment.services.transitions import lock_course, lock_run
from enrollment.services.walk_ins import add_walk_in, remove_walk_in

__all__ = [
    "AbsenceRefused",
    "AnswerRefused",
    "AttendanceRefused",
    "CallingOffRefused",
    "CancellationRefused",
    "DraftChanged",
    "EnrollmentRefused",
    "LastPlaceGone",
    "MarkResult",
    "OfferGone",
    "OpenPage",
    "SessionRefused",
    "Slot",
    "Snapshot",
    "StaffRefused",
    "SubmissionRefused",
    "WishRefused",
    "accept_offer",
    "accept_submission",
    "add_walk_in",
    "answer_storage",
    "ask_for_certificate",
    "ask_for_more",
    "attach_file",
    "call_off_run",
    "cancel_enrollment",
    "cancel_session",
    "change_group",
    "come_after_all",
    "confirm_session",
    "decline_new_time",
    "decline_offer",
    "delete_stray_files",
    "end_queues",
    "enroll",
    "enroll_visitor",
    "finish_todo",
    "give_place",
    "lock_course",
    "lock_run",
    "mark_attendance",
    "mark_rest_present",
    "move_session",
    "offer_next_places",
    "offer_waiting_places",
    "raise_todo",
    "record_download",
    "record_figure",
    "record_headcount",
    "record_reading",
    "reinstate",
    "remind_of_sessions",
    "remove",
    "remove_file",
    "remove_walk_in",
    "reopen_session",
    "save_draft",
    "send_submission",
    "settle",
    "settle_nightly",
    "settle_run",
    "take_absence_back",
    "take_back_submission",
    "tell_absence",
    "undo_marks",
    "unfit_to_send",
]
