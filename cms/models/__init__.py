from cms.models.pages import BasePage, HomePage, StandardPage

__all__ = ["BasePage", "HomePage", "StandardPage"]
