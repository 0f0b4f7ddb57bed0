"""Every address of the site. Each has a row in tests/test_policy.py; those of the admin in test_admin_policy.py."""

from allauth.account import views as allauth_views
from django.conf import settings
from django.conf.urls.i18n import i18n_patterns
from django.urls import include, path
from django.views.decorators.cache import never_cache
from django.views.generic import RedirectView
from wagtail import urls as wagtail_urls
from wagtail.admin import urls as wagtailadmin_urls
from wagtail.admin.auth import require_admin_access, user_passes_test

from accounts.queries import is_administrator
from accounts.views.sign_in import closed as not_found
from cms.views.sitemap import sitemap_view
from config import views
from config.account_settings import OwnSettingsView
from config.history import History
from config.style.views import style_view

handler500 = "config.views.server_error"

_own_settings = never_cache(require_admin_access(OwnSettingsView.as_view()))
_history = never_cache(require_admin_access(user_passes_test(is_administrator)(History.as_view())))
_history_rows = never_cache(
    require_admin_access(user_passes_test(is_administrator)(History.as_view(results_only=True)))
)
_one_sign_in_door = RedirectView.as_view(pattern_name="account_login", query_string=True)

urlpatterns = [
    path("terve/", views.whole_health, name="health"),
    path("terve/web/", views.web_health, name="health-web"),
    path("sitemap.xml", sitemap_view, name="sitemap"),
    path("hallinta/login/", _one_sign_in_door),
    path("hallinta/logout/", allauth_views.logout),
    path("hallinta/account/", _own_settings, name="wagtailadmin_account"),
    path("hallinta/reports/site-history/", _history, name="site-history"),  # tells of every run
    path("hallinta/reports/site-history/results/", _history_rows, name="site-history-results"),
    path("hallinta/", include(wagtailadmin_urls)),
    path("tyyli/", style_view, name="style"),
    path("tyylit/<slug:name>.<slug:digest>.css", views.sheet, name="sheet"),
]

if settings.IS_DEMO:
    urlpatterns += [path("demo/", include("config.demo.urls"))]

urlpatterns += [
    path("media/images/<path:path>", views.picture, {"folder": "images"}),
    path("media/original_images/<path:path>", views.picture, {"folder": "original_images"}),
]

# What people read, in each language: Finnish without a prefix, as printed on paper, the others behind theirs.
urlpatterns += i18n_patterns(
    path("", include("certificates.urls")),
    path("", include("feedback.urls")),
    path("", include("reports.urls")),
    path("omat/tiedot/", include("accounts.own_urls")),
    path("", include("enrollment.urls")),
    path("", include("cms.urls")),
    path("tili/", include("accounts.urls")),
    path("_util/login/", _one_sign_in_door),
    path("_util/authenticate_with_password/<path:page>", not_found),
    path("", include(wagtail_urls)),
    prefix_default_language=False,
)
