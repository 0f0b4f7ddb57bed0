"""What of this app hangs on a person."""

from django.utils.translation import gettext_lazy as _

from accounts.registry import DataKind, OnErasure, OnMerge, PersonLink, register_data_kind, register_person_link
from courses.models import ModulePage, RuleSet, RunRole, Session, SessionChange

TEACHING = register_data_kind(
    DataKind(
        key="teaching",
        name=_("Part in a run as a trainer, an expert by experience or a guest"),
        months=None,
        counted_from=_("As long as the run is on the site."),
        afterwards=_("The part is deleted together with the run."),
        when_erased=_("Your part is deleted, and your name goes from the pages of the runs."),
        outcome=OnErasure.DELETE,
        position=60,
    )
)

register_person_link(
    PersonLink(
        RunRole,
        "person",
        ("run", "role", "shown_as"),
        OnErasure.DELETE,
        OnMerge.MOVE,
        TEACHING.key,
        activity=("run__sessions__ends_at",),
        loads=("run__course",),
    )
)
register_person_link(
    PersonLink(
        Session, "attendance_confirmed_by", (), OnErasure.KEEP, OnMerge.STAY, reason="who confirmed an official record"
    )
)
register_person_link(PersonLink(SessionChange, "by", (), OnErasure.KEEP, OnMerge.STAY, reason="who moved a session"))
register_person_link(PersonLink(RuleSet, "written_by", (), OnErasure.KEEP, OnMerge.STAY, reason="who wrote the rule"))
register_person_link(PersonLink(ModulePage, "reviewer", (), OnErasure.UNLINK, OnMerge.MOVE))
