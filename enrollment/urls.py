"""Addresses of taking part; stable, printed on paper and used by tests (architecture §5)."""

from django.urls import path

from enrollment.views import (
    assignment,
    confirm,
    desk,
    enroll,
    headcount,
    marks,
    modules,
    offer,
    own,
    review,
    sheet,
    start,
)

urlpatterns = [
    path("ilmoittaudu/organisaatiot/", enroll.organisations_view, name="organisations"),
    path("ilmoittaudu/<uuid:run_id>/", enroll.enroll_view, name="enroll"),
    path("ilmoittaudu/<uuid:run_id>/valmis/", enroll.enroll_done_view, name="enroll-done"),
    path("ilmoittaudu/<uuid:run_id>/kalenteri.ics", enroll.run_calendar_view, name="run-calendar"),
    path("paikka/<str:token>/", offer.offer_view, name="offer"),
    path("omat/", own.own_view, name="own"),
    path("omat/alku/", start.start_view, name="start"),
    path("omat/viestit/", own.letters_view, name="letters"),
    path("omat/<uuid:enrollment_id>/", own.own_enrollment_view, name="own-enrollment"),
    path("omat/<uuid:enrollment_id>/peru/", own.cancel_view, name="cancel"),
    path("omat/<uuid:enrollment_id>/todistustoive/", own.wish_view, name="certificate-wish"),
    path("omat/<uuid:enrollment_id>/kalenteri.ics", own.own_calendar_view, name="own-calendar"),
    path("omat/<uuid:enrollment_id>/tehtava/<uuid:assignment_id>/", assignment.assignment_view, name="assignment"),
    path("omat/moduuli/<int:page_id>/", modules.module_mark_view, name="module-mark"),
    path("tiedosto/<uuid:file_id>/", assignment.file_view, name="submission-file"),
    path("kouluttaja/", desk.desk_view, name="desk"),
    path("kouluttaja/kerta/<uuid:session_id>/", desk.session_view, name="desk-session"),
    path("kouluttaja/kerta/<uuid:session_id>/lista/", sheet.sheet_view, name="desk-sheet"),
    path("kouluttaja/kerta/<uuid:session_id>/merkinnat/", marks.marks_view, name="desk-marks"),
    path("kouluttaja/kerta/<uuid:session_id>/loput/", desk.rest_view, name="desk-rest"),
    path("kouluttaja/kerta/<uuid:session_id>/kumoa/", marks.undo_view, name="desk-undo"),
    path("kouluttaja/kerta/<uuid:session_id>/lisaa/", desk.walk_in_view, name="desk-walk-in"),
    path("kouluttaja/kerta/<uuid:session_id>/poista/", desk.remove_view, name="desk-remove"),
    path("kouluttaja/kerta/<uuid:session_id>/kavijamaara/", headcount.headcount_view, name="desk-headcount"),
    path("kouluttaja/kerta/<uuid:session_id>/vahvista/", confirm.confirm_view, name="desk-confirm"),
    path("kouluttaja/kerta/<uuid:session_id>/avaa/", confirm.reopen_view, name="desk-reopen"),
    path("kouluttaja/tehtavat/", review.review_queue_view, name="review-queue"),
    path("kouluttaja/tehtavat/<uuid:submission_id>/", review.review_view, name="review"),
]
