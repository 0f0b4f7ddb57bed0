"""What of this app points at a person."""

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator

from accounts.models import Affiliation, User
from accounts.registry import OnErasure, OnMerge, PersonLink, register_person_link

register_person_link(PersonLink(User, "merged_into", (), OnErasure.KEEP, OnMerge.STAY, reason="history of a merge"))
register_person_link(
    PersonLink(
        Affiliation,
        "user",
        ("organisation", "sector", "profession", "profession_text", "valid_from", "valid_until"),
        OnErasure.DELETE,
        OnMerge.MOVE,
        24,
    )
)
register_person_link(PersonLink(EmailAddress, "user", ("email", "verified", "primary"), OnErasure.DELETE, OnMerge.MOVE))
register_person_link(PersonLink(Authenticator, "user", ("type", "created_at"), OnErasure.DELETE, OnMerge.STAY))
