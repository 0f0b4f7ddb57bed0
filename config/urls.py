"""Every address of the site (architecture §5). Each one has a row in tests/test_policy.py."""

from allauth.account import views as allauth_views
from django.conf import settings
from django.urls import include, path
from django.views.generic import RedirectView
from django.views.static import serve
from wagtail import urls as wagtail_urls
from wagtail.admin import urls as wagtailadmin_urls

from accounts.views import closed as not_found

_one_sign_in_door = RedirectView.as_view(pattern_name="account_login", query_string=True)

urlpatterns = [
    path("", include("certificates.urls")),
    path("", include("feedback.urls")),
    path("", include("reports.urls")),
    path("", include("enrollment.urls")),
    path("tili/", include("accounts.urls")),
    path("hallinta/login/", _one_sign_in_door),
    path("_util/login/", _one_sign_in_door),
    path("_util/authenticate_with_password/<path:page>", not_found),
    path("hallinta/logout/", allauth_views.logout),
    path("hallinta/", include(wagtailadmin_urls)),
]

if settings.IS_DEMO:
    urlpatterns += [path("demo/", include("config.demo.urls"))]

urlpatterns += [
    # Images of pages are public; what participants send never lies under MEDIA_ROOT's addresses.
    path("media/images/<path:path>", serve, {"document_root": settings.MEDIA_ROOT / "images"}),
    path("media/original_images/<path:path>", serve, {"document_root": settings.MEDIA_ROOT / "original_images"}),
    path("", include(wagtail_urls)),
]
