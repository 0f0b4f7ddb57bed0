"""The admin's main menu and front page: what our two roles need and nothing else."""

from datetime import datetime
from typing import Any

from django.http import HttpRequest
from django.templatetags.static import static
from django.urls import reverse, reverse_lazy
from django.utils import timezone
from django.utils.html import format_html, format_html_join
from django.utils.timezone import localdate
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.menu import Menu, MenuItem, SubmenuMenuItem
from wagtail.admin.ui.components import Component

from accounts.admin_helpers import AdminMenu
from accounts.models import User
from accounts.queries import is_administrator, unchecked_organisations
from certificates.models import Certificate
from cms.models import AccessibilityRequest
from cms.queries import statements_to_review
from courses.queries.pages import modules_in_admin, pages_written_by
from enrollment.models import Todo
from enrollment.queries import runs_with_a_queue, submissions_for_review
from enrollment.queries.desk import sessions_to_confirm
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
KEPT_PANELS = {"workflow_objects_to_moderate", "user_objects_in_workflow_moderation", "recent_edits"}
HIDDEN = {"snippets", "reports", "help", "settings"}  # superusers keep the settings


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


@hooks.register("register_admin_menu_item")
def figures() -> MenuItem:
    """The runs' figures are on the site's own pages."""
    return MenuItem(_("Figures"), reverse_lazy("reports"), name="figures", icon_name="order", order=170)


class _ForAdministrators(MenuItem):
    def is_shown(self, request: HttpRequest) -> bool:
        return is_administrator(request.user)


@hooks.register(AdminMenu.PEOPLE.value)
def history() -> MenuItem:
    """What has been done in the admin, by whom and when."""
    address = reverse_lazy("wagtailadmin_reports:site_history")
    return _ForAdministrators(_("What has been done"), address, name="site-history", icon_name="history", order=80)


def _matters(user: User, now: datetime) -> list[tuple[Any, int, str]]:
    """What waits for a person, how many, and where: only what there is any of."""
    failed = MessageState.FAILED
    matters = [
        (_("Sessions whose attendance is not confirmed"), sessions_to_confirm(user, now), reverse("desk")),
        (_("Assignments waiting for review"), submissions_for_review(user), reverse("review-queue")),
        (_("Open staff tasks"), Todo.objects.filter(done_at=None), f"{reverse('todo:index')}?done=false"),
        (
            _("Feedback on accessibility without an answer"),
            AccessibilityRequest.objects.filter(answered_at=None),
            f"{reverse('accessibilityrequest:index')}?answered=false",
        ),
        (
            _("Accessibility statements to review"),
            statements_to_review(localdate(now)),
            reverse("wagtailadmin_explore_root"),
        ),
        (_("Failed messages"), Message.objects.filter(state=failed), f"{reverse('message:index')}?state={failed}"),
        (_("Certificates that could not be made"), Certificate.objects.exclude(problem=""), reverse("todo:index")),
        (_("Full runs with a queue"), runs_with_a_queue(), f"{reverse('courserun:index')}?queue=yes"),
        (_("Organisations to check"), unchecked_organisations(), f"{reverse('organisation:index')}?checked=no"),
    ]
    counted = [(what, rows.count(), url) for what, rows, url in matters]
    return [matter for matter in counted if matter[1]]


@hooks.register("insert_global_admin_js")
def names_of_controls() -> str:
    """And how days and times are read in forms."""
    scripts = ((static(f"js/{name}.js"),) for name in ("admin", "moments"))
    return format_html_join("", '<script src="{}"></script>', scripts)


class AttentionPanel(Component):
    """What waits for a person, each with the way to it."""

    name = "attention"
    template_name = "admin/attention.html"
    order = 50

    def get_context_data(self, parent_context: Any) -> dict[str, Any]:
        return {"matters": _matters(parent_context["request"].user, timezone.now())}


class WelcomePanel(Component):
    """A trainer's way to the desk, where the day's work is."""

    name = "welcome"
    template_name = "admin/welcome.html"
    order = 40

    def get_context_data(self, parent_context: Any) -> dict[str, Any]:
        """The modules of each training the person writes, in the order of the training."""
        pages = pages_written_by(parent_context["request"].user)
        return {"modules": [(page.title, modules_in_admin(page)) for page in pages]}


@hooks.register("construct_homepage_panels")
def own_front_page(request: HttpRequest, panels: list[Component]) -> None:
    kept = [panel for panel in panels if getattr(panel, "name", "") in KEPT_PANELS]
    panels[:] = [AttentionPanel() if is_administrator(request.user) else WelcomePanel(), *kept]


@hooks.register("construct_homepage_summary_items", order=1000)  # after the apps that put them there
def no_counts_of_pages(request: HttpRequest, items: list[Any]) -> None:
    items.clear()
