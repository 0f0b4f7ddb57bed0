"""The admin's main menu and front page: what our two roles need and nothing else."""

from typing import Any

from django.http import HttpRequest
from django.templatetags.static import static
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.menu import Menu, MenuItem, SubmenuMenuItem
from wagtail.admin.ui.components import Component

from accounts.admin_helpers import AdminMenu
from accounts.queries import is_administrator
from certificates.models import Certificate
from enrollment.models import Todo
from messaging.enums import MessageState
from messaging.models import Message

SUBMENUS = (
    (AdminMenu.TRAININGS, _("Trainings"), "openquote", 110),
    (AdminMenu.PARTICIPANTS, _("Participants"), "group", 120),
    (AdminMenu.CERTIFICATES, _("Certificates"), "doc-full-inverse", 130),
    (AdminMenu.MESSAGES, _("Messages"), "mail", 140),
    (AdminMenu.FEEDBACK, _("Feedback"), "form", 150),
    (AdminMenu.PEOPLE, _("People and organisations"), "user", 160),
)
HIDDEN = {"documents", "snippets", "reports", "help", "settings"}  # superusers keep the settings


def _submenu(menu: AdminMenu, label: Any, icon: str, order: int) -> Any:
    def item() -> MenuItem:
        return SubmenuMenuItem(
            label, Menu(register_hook_name=menu.value), name=menu.name.lower(), icon_name=icon, order=order
        )

    return item


for submenu in SUBMENUS:
    hooks.register("register_admin_menu_item", _submenu(*submenu))


@hooks.register("construct_main_menu", order=1000)
def only_what_is_needed(request: HttpRequest, items: list[MenuItem]) -> None:
    kept = {"settings"} if request.user.is_superuser else set()
    items[:] = [item for item in items if item.name not in HIDDEN - kept]


@hooks.register("insert_global_admin_css")
def own_colours() -> str:
    return format_html('<link rel="stylesheet" href="{}">', static("css/admin.css"))


class AttentionPanel(Component):
    """What waits for a person: failed messages, staff tasks, certificates that could not be made."""

    name = "attention"
    template_name = "admin/attention.html"
    order = 50

    def get_context_data(self, parent_context: Any) -> dict[str, Any]:
        failed = Message.objects.filter(state=MessageState.FAILED).count()
        return {
            "matters": [
                (_("Failed messages"), failed, f"{reverse('message:index')}?state={MessageState.FAILED}"),
                (
                    _("Open staff tasks"),
                    Todo.objects.filter(done_at=None).count(),
                    f"{reverse('todo:index')}?done=false",
                ),
                (
                    _("Certificates that could not be made"),
                    Certificate.objects.exclude(problem="").count(),
                    reverse("certificate:index"),
                ),
            ],
        }


class WelcomePanel(Component):
    """A trainer's way to the desk, where the day's work is."""

    name = "welcome"
    template_name = "admin/welcome.html"
    order = 40


@hooks.register("construct_homepage_panels")
def own_front_page(request: HttpRequest, panels: list[Component]) -> None:
    kept = [panel for panel in panels if getattr(panel, "name", "") == "recent_edits"]
    panels[:] = [AttentionPanel() if is_administrator(request.user) else WelcomePanel(), *kept]


@hooks.register("construct_homepage_summary_items", order=1000)  # after the apps that put them there
def no_counts_of_pages(request: HttpRequest, items: list[Any]) -> None:
    items.clear()
