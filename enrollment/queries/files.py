"""Whose files somebody may open."""

from django.db.models import Q, QuerySet

from accounts.models import User
from enrollment.models import SubmissionFile
from enrollment.queries.roles import runs_with
from enrollment.rights import Right


def files_open_to(user: User) -> QuerySet[SubmissionFile]:
    """One's own, and of others those sent to a run whose answers one goes through; administrators: every sent one.

    What somebody is still writing is open to nobody else.
    """
    own = Q(submission__enrollment__person=user)
    sent = Q(turns__isnull=False, submission__assignment__run__in=runs_with(user, Right.REVIEW).order_by().values("pk"))
    return SubmissionFile.objects.filter(own | sent).distinct()
