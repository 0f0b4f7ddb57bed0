from courses.models.assignment import MOST_FILES, Assignment, FileAssignment, TextAssignment
from courses.models.course import Course, Section, Theme, Topic
from courses.models.organiser import Organiser, RunOrganiser
from courses.models.pages import CatalogPage, CoursePage, ModulePage
from courses.models.rule import AttendanceRule, CompletionRule, RuleSet
from courses.models.run import CourseRun, RunRole
from courses.models.session import Session
from courses.models.session_change import SessionChange

__all__ = [
    "MOST_FILES",
    "Assignment",
    "AttendanceRule",
    "CatalogPage",
    "CompletionRule",
    "Course",
    "CoursePage",
    "CourseRun",
    "FileAssignment",
    "ModulePage",
    "Organiser",
    "RuleSet",
    "RunOrganiser",
    "RunRole",
    "Section",
    "Session",
    "SessionChange",
    "TextAssignment",
    "Theme",
    "Topic",
]
