"""Everything under /omat/tiedot/: the person's own data (architecture §5)."""

from django.urls import path

from accounts.views import language, own, rights

urlpatterns = [
    path("", own.own_data_view, name="own-data"),
    path("nimi/", own.name_view, name="own-name"),
    path("kieli/", language.language_view, name="own-language"),
    path("kalenteri/", own.calendar_view, name="own-calendar-address"),
    path("tyo/", own.affiliation_view, name="own-affiliation"),
    path("tyo/<int:affiliation_id>/korjaa/", own.mend_affiliation_view, name="own-affiliation-mend"),
    path("tyo/<int:affiliation_id>/paata/", own.end_affiliation_view, name="own-affiliation-end"),
    path("osoite/", own.address_view, name="own-address"),
    path("osoite/koodi/", own.address_code_view, name="own-address-code"),
    path("osoite/<int:address_id>/kayta/", own.use_address_view, name="own-address-use"),
    path("osoite/<int:address_id>/poista/", own.remove_address_view, name="own-address-remove"),
    path("vahvista/<slug:goal>/", rights.confirm_view, name="own-confirm"),
    path("lataa/", rights.export_view, name="own-export"),
    path("poista/", rights.erase_view, name="own-erase"),
    path("poistettu/", rights.erased_view, name="own-erased"),
]
