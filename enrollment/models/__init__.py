from enrollment.models.attendance import Attendance, AttendanceMark
from enrollment.models.enrollment import Enrollment, Transition
from enrollment.models.figure import Figure
from enrollment.models.make_up import MakeUp
from enrollment.models.module_visit import ModuleVisit
from enrollment.models.submission import Submission, SubmissionTurn
from enrollment.models.submission_file import SubmissionFile
from enrollment.models.todo import Todo

__all__ = [
    "Attendance",
    "AttendanceMark",
    "Enrollment",
    "Figure",
    "MakeUp",
    "ModuleVisit",
    "Submission",
    "SubmissionFile",
    "SubmissionTurn",
    "Todo",
    "Transition",
]
