"""What of this app, and of sign-in and the admin below it, hangs on a person."""

from datetime import datetime

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from django.contrib.sessions.models import Session
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _
from wagtail.admin.models import EditingSession, FormState
from wagtail.models import ModelLogEntry, PageLogEntry
from wagtail.users.models import UserProfile

from accounts.models import AccessEntry, Affiliation, ErasureEntry, User
from accounts.registry import (
    DataKind,
    OnErasure,
    OnMerge,
    PersonLink,
    RetentionStep,
    register_data_kind,
    register_person_link,
    register_retention,
)
from accounts.services.erasure import erase_leftovers, erased_with_leftovers
from accounts.services.idle import (
    accounts_in_use_again,
    accounts_to_close,
    accounts_to_warn,
    close_accounts,
    forget_warnings,
    warn_about_closing,
)

ACCOUNT = register_data_kind(
    DataKind(
        key="account",
        name=_("Account: name, addresses, employer and ways of signing in"),
        months=24,
        counted_from=_("from the last signing in or taking part"),
        afterwards=_("We tell you twice beforehand. Then the account is closed and emptied."),
        when_erased=_("Your name, e-mail addresses, employers and ways of signing in are erased."),
        outcome=OnErasure.DELETE,
        position=10,
    )
)
LOG = register_data_kind(
    DataKind(
        key="log",
        name=_("Logs: who changed or opened what, and that data were erased"),
        months=24,
        counted_from=_("from the entry"),
        afterwards=_("The entry is deleted."),
        when_erased=_(
            "The log of who looked at your data stays without your name, because the law asks for it. It holds a "
            "number instead of you."
        ),
        outcome=OnErasure.KEEP,
        position=80,
    )
)
_LOGGED = "the law asks for a log of use; the row it points at is empty"


def _own(model: type, *columns: str, field: str = "user", on_merge: OnMerge = OnMerge.STAY) -> None:
    register_person_link(PersonLink(model, field, columns, OnErasure.DELETE, on_merge, ACCOUNT.key))


register_person_link(
    PersonLink(
        User,
        "id",
        ("name", "language", "email", "contact_email", "date_joined", "last_login"),
        OnErasure.EMPTY,
        OnMerge.STAY,
        ACCOUNT.key,
    )
)
register_person_link(PersonLink(User, "merged_into", (), OnErasure.KEEP, OnMerge.STAY, reason="history of a merge"))
register_person_link(
    PersonLink(
        Affiliation,
        "user",
        ("organisation", "sector", "profession", "profession_text", "valid_from", "valid_until"),
        OnErasure.DELETE,
        OnMerge.MOVE,
        ACCOUNT.key,
        loads=("organisation", "sector", "profession"),
    )
)
_own(EmailAddress, "email", "verified", "primary", on_merge=OnMerge.MOVE)
_own(Authenticator, "type", "created_at", "last_used_at")
_own(UserProfile)
_own(EditingSession)
_own(FormState)
register_person_link(
    PersonLink(
        AccessEntry,
        "person",
        ("at", "kind", "subject", "viewer__name"),
        OnErasure.KEEP,
        OnMerge.MOVE,
        LOG.key,
        _LOGGED,
        loads=("viewer",),
    )
)
register_person_link(PersonLink(AccessEntry, "viewer", (), OnErasure.KEEP, OnMerge.MOVE, LOG.key, _LOGGED))
register_person_link(PersonLink(ErasureEntry, "person", (), OnErasure.KEEP, OnMerge.STAY, LOG.key, _LOGGED))
register_person_link(PersonLink(ErasureEntry, "by", (), OnErasure.KEEP, OnMerge.STAY, LOG.key, _LOGGED))


def _delete(rows: QuerySet, now: datetime) -> None:
    rows.delete()


register_retention(
    RetentionStep(
        "account",
        "leftovers of the erased",
        _("What was left of erased persons is erased"),
        erased_with_leftovers,
        erase_leftovers,
    )
)
register_retention(
    RetentionStep(
        "account", "accounts to warn", _("Unused accounts are warned of closing"), accounts_to_warn, warn_about_closing
    )
)
register_retention(
    RetentionStep(
        "account", "accounts to close", _("Unused accounts are closed and emptied"), accounts_to_close, close_accounts
    )
)
register_retention(
    RetentionStep(
        "account",
        "accounts in use again",
        _("Warnings of accounts in use again are forgotten"),
        accounts_in_use_again,
        forget_warnings,
    )
)
register_retention(
    RetentionStep(
        "account",
        "ended sessions",
        _("Ended sign-ins are deleted"),
        lambda cutoff, now: Session.objects.filter(expire_date__lt=now),
        _delete,
    )
)
register_retention(
    RetentionStep(
        "log",
        "looks at people's data",
        _("The log of who opened whose data is deleted"),
        lambda cutoff, now: AccessEntry.objects.filter(at__lt=cutoff),
        _delete,
    )
)
register_retention(
    RetentionStep(
        "log",
        "erasure journal",
        _("The log of erasures is deleted"),
        lambda cutoff, now: ErasureEntry.objects.filter(at__lt=cutoff),
        _delete,
    )
)
for log in (ModelLogEntry, PageLogEntry):
    register_retention(
        RetentionStep(
            "log",
            str(log._meta.label),
            _("The log of changes in the administration is deleted"),
            lambda cutoff, now, log=log: log.objects.filter(timestamp__lt=cutoff),  # type: ignore[misc]
            _delete,
        )
    )
