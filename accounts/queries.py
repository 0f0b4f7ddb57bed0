"""Questions about people, roles and organisations."""

from datetime import date

from django.db.models import Q, QuerySet

from accounts.enums import Role
from accounts.models import Affiliation, Organisation, User
from accounts.names import folded


def role_names(user: User) -> frozenset[str]:
    """The names of the staff groups the person belongs to; asked once per request and kept on the object."""
    if not hasattr(user, "_role_names"):
        user._role_names = frozenset(user.groups.values_list("name", flat=True))  # type: ignore[attr-defined]
    return user._role_names  # type: ignore[attr-defined]


def is_administrator(user: User) -> bool:
    """Whether the person runs the whole site: administrators and superusers."""
    return user.is_active and (user.is_superuser or Role.ADMINISTRATOR in role_names(user))


def is_trainer(user: User) -> bool:
    """Whether the person has a trainer's desk; whose run it is decides enrollment."""
    return user.is_active and (Role.TRAINER in role_names(user) or is_administrator(user))


def is_staff_member(user: User) -> bool:
    """Whether any staff screen opens to the person."""
    return is_trainer(user)


def organisations_matching(text: str, *, limit: int = 8) -> QuerySet[Organisation]:
    """Checked organisations whose name or alias contains the text, accents and case aside; none under three letters."""
    needle = folded(text)
    if len(needle) < 3:
        return Organisation.objects.none()
    matches = Q(name_folded__contains=needle) | Q(aliases__folded__contains=needle)
    offered = Organisation.objects.filter(matches, checked_at__isnull=False, merged_into=None)
    return offered.distinct().order_by("name_folded")[:limit]


def current_affiliation(user: User, on: date) -> Affiliation | None:
    """The newest employer, sector and job title valid on that day, or None."""
    return (
        user.affiliations.filter(Q(valid_until=None) | Q(valid_until__gte=on), valid_from__lte=on)
        .select_related("organisation", "sector", "profession")
        .order_by("-valid_from", "-pk")
        .first()
    )
