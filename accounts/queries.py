"""Questions about people, roles, organisations, and how long what is kept."""

from collections import Counter
from datetime import date, datetime

from allauth.account.models import EmailAddress
from dateutil.relativedelta import relativedelta
from django.db.models import Q, QuerySet

from accounts.collation import in_finnish_order
from accounts.enums import Role
from accounts.models import AccessEntry, Affiliation, Organisation, Profession, RetentionPeriod, User
from accounts.names import folded
from accounts.registry import DataKind, data_kinds, person_links


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


def organisations_matching(text: str, *, limit: int = 8) -> QuerySet[Organisation]:
    """Checked organisations whose name or alias contains the text, accents and case aside; none under three letters."""
    needle = folded(text)
    if len(needle) < 3:
        return Organisation.objects.none()
    matches = Q(name_folded__contains=needle) | Q(aliases__folded__contains=needle)
    offered = Organisation.objects.filter(matches, checked_at__isnull=False, merged_into=None)
    return offered.distinct().order_by(in_finnish_order("name"))[:limit]


def unchecked_organisations() -> QuerySet[Organisation]:
    """Names people typed that nobody has checked yet."""
    return Organisation.objects.filter(checked_at=None, merged_into=None)


def profession_called(title: str) -> Profession | None:
    """The job title of the register that was typed, whatever its case."""
    typed = folded(title)
    return next((each for each in Profession.objects.all() if typed and folded(each.title) == typed), None)


def current_affiliation(user: User, on: date) -> Affiliation | None:
    """The newest employer, sector and job title valid on that day, or None."""
    return (
        user.affiliations.filter(Q(valid_until=None) | Q(valid_until__gte=on), valid_from__lte=on)
        .select_related("organisation", "sector", "profession")
        .order_by("-valid_from", "-pk")
        .first()
    )


def affiliations_of(user: User) -> QuerySet[Affiliation]:
    """Where the person works and has worked, newest first."""
    rows = Affiliation.objects.filter(user=user).select_related("organisation", "sector", "profession")
    return rows.order_by("-valid_from", "-pk")


def person_at(address: str) -> User | None:
    """The person whose sign-in address, or further address shown to be theirs, this is."""
    typed = address.strip().lower()
    people = User.objects.filter(merged_into=None, erased_at=None)
    mine = Q(email=typed) | Q(emailaddress__email=typed, emailaddress__verified=True)
    return people.filter(mine).order_by("pk").first()


def own_addresses(user: User) -> QuerySet[EmailAddress]:
    """The person's e-mail addresses, the one messages go to first."""
    return EmailAddress.objects.filter(user=user).order_by("-primary", "email")


def addresses_of(user: User) -> list[str]:
    """Every address known of the person, in lower case."""
    known = [user.email or "", user.contact_email, *own_addresses(user).values_list("email", flat=True)]
    return sorted({address.lower() for address in known if address})


def looks_at(user: User) -> QuerySet[AccessEntry]:
    """Who has opened the person's texts and files, newest first."""
    return AccessEntry.objects.filter(person=user).select_related("viewer")


def keeping_months() -> dict[str, int | None]:
    """How many months each kind of data is kept: what staff decided, else what the code proposes. One query."""
    decided = dict(RetentionPeriod.objects.values_list("kind", "months"))
    return {kind.key: decided.get(kind.key, kind.months) for kind in data_kinds()}


def months_kept(kind: DataKind) -> int | None:
    """The same for one kind."""
    return RetentionPeriod.objects.filter(kind=kind.key).values_list("months", flat=True).first() or kind.months


def keeping_cutoff(now: datetime, months: int) -> datetime:
    """The instant before which everything of the kind is too old."""
    return now - relativedelta(months=months)


def counts_by_kind(user: User) -> dict[str, int]:
    """How many exported rows of each kind of data the person has; a query for each registered link."""
    counts: Counter[str] = Counter()
    for link in person_links():
        if link.export and link.kind:
            counts[link.kind] += link.rows_of(user.pk).count()
    return dict(counts)
