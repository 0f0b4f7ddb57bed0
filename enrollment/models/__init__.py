from enrollment.models.attendance import Attendance, AttendanceMark
from enrollment.models.enrollment import Enrollment, Transition
from enrollment.models.make_up import MakeUp
from enrollment.models.submission import Submission, SubmissionTurn
from enrollment.models.todo import Todo

__all__ = ["Attendance", "AttendanceMark", "Enrollment", "MakeUp", "Submission", "SubmissionTurn", "Todo", "Transition"]
