"""The least each thing could cost: a page, a page with one query, a Wagtail page, an enrolment."""
