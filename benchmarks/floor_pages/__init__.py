"""The least a Wagtail page could be."""
