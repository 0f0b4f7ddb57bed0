"""The submenus every app hangs its screens in; `config` makes the submenus themselves."""

from enum import Enum


class AdminMenu(Enum):
    """Name of the hook that fills one submenu."""

    TRAININGS = "register_trainings_menu_item"
    PARTICIPANTS = "register_participants_menu_item"
    CERTIFICATES = "register_certificates_menu_item"
    MESSAGES = "register_messages_menu_item"
    FEEDBACK = "register_feedback_menu_item"
    PEOPLE = "register_people_menu_item"
