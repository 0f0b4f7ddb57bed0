"""Screens of people, organisations and persons' rights."""

from accounts.viewsets import organisations, people, rights

screens = (people.people, organisations.organisations, organisations.aliases, *people.registers, *rights.screens)

__all__ = ["organisations", "people", "rights", "screens"]
