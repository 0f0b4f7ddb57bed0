from accounts.models.night import NightlyRound
from accounts.models.organisation import Affiliation, Organisation, OrganisationAlias
from accounts.models.register import Profession, Region, Sector
from accounts.models.rights import AccessEntry, ErasureEntry, RetentionPeriod
from accounts.models.user import User, UserManager

__all__ = [
    "AccessEntry",
    "Affiliation",
    "ErasureEntry",
    "NightlyRound",
    "Organisation",
    "OrganisationAlias",
    "Profession",
    "Region",
    "RetentionPeriod",
    "Sector",
    "User",
    "UserManager",
]
