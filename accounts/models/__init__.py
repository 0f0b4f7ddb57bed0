from accounts.models.organisation import Affiliation, Organisation, OrganisationAlias
from accounts.models.register import Profession, Region, Sector
from accounts.models.user import User, UserManager

__all__ = ["Affiliation", "Organisation", "OrganisationAlias", "Profession", "Region", "Sector", "User", "UserManager"]
