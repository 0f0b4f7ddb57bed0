from cms.models.library import LibraryAttachment, LibraryItemPage, LibraryPage
from cms.models.pages import BasePage, HomePage, StandardPage
from cms.models.requests import AccessibilityRequest
from cms.models.review import ReviewedPage, ReviewTask
from cms.models.search import SearchEntry
from cms.models.statements import AccessibilityPage, PrivacyPage

__all__ = [
    "AccessibilityPage",
    "AccessibilityRequest",
    "BasePage",
    "HomePage",
    "LibraryAttachment",
    "LibraryItemPage",
    "LibraryPage",
    "PrivacyPage",
    "ReviewTask",
    "ReviewedPage",
    "SearchEntry",
    "StandardPage",
]
