from accounts.models.organisation import Affiliation, Organisation, OrganisationAlias
from accounts.models.register import Profession, Region, Sector
from accounts.models.rights import AccessEntry, ErasureEntry, RetentionPeriod
from accounts.models.user import User, UserManager

__all__ = [
    "AccessEntry",
    "Affiliation",
    "ErasureEntry",
    "Organisation",
    "OrganisationAlias",
    "Profession",
    "Region",
    "RetentionPeriod",
    "Sector",
    "User",
    "UserManager",
]
