"""How the survey speaks of a service, and when. PURE."""

NAMED = {  # by service and language; others are spoken of by their line in the menu
    "rsu": {"id": "pendaftaran RSU", "su": "pendaptaran RSU", "en": "hospital booking"},
    "lapor": {"id": "cara melapor", "su": "cara ngalapor", "en": "how you report"},
    "izin": {"id": "layanan izin", "su": "layanan izin", "en": "the permit service"},
    "pbb": {"id": "info pajak PBB", "su": "inpo pajeg PBB", "en": "property tax news"},
}
BY_NAME = {"id": "layanan {label}", "su": "layanan {label}", "en": "service {label}"}
WAYS = {
    "sms": {"id": "lewat SMS", "su": "ku SMS", "en": "by SMS"},
    "ussd": {"id": "lewat USSD", "su": "ku USSD", "en": "by USSD"},
    "console": {"id": "di loket", "su": "di lokét", "en": "at the desk"},
    "web": {"id": "di web", "su": "di web", "en": "on the web"},
}
BY_SMS = {  # what can be done by SMS, in the question whether one knew
    "rsu": {"id": "pendaftaran RSU Tangsel", "su": "pendaptaran RSU Tangsel", "en": "book at RSU Tangsel"},
    "lapor": {"id": "melaporkan masalah kota", "su": "ngalaporkeun masalah kota", "en": "report a problem"},
    "izin": {"id": "mengecek izin", "su": "mariksa izin", "en": "check a permit"},
    "pbb": {
        "id": "mengecek tagihan PBB",
        "su": "mariksa tagihan PBB",
        "en": "look up your property tax",
    },
}
USED = {"id": "layanan {label}", "su": "layanan {label}", "en": "use {label}"}
RATE = {"id": "Mohon nilai {what}. ", "su": "Mugi niley {what}. ", "en": "Please rate {what}. "}
LABEL = 12  # letters of a line of the menu that are said


def known(service: str, label: str, language: str) -> str:
    """Say what a service does, in the question whether a visitor knew that it can be done by SMS.

    >>> known("rsu", "Daftar RSU", "id"), known("posyandu", "Posyandu", "en")
    ('pendaftaran RSU Tangsel', 'use Posyandu')
    """
    said = BY_SMS.get(service, USED)
    return said.get(language, said["id"]).replace("{label}", label[:LABEL].rstrip())


def opening(service: str, label: str, channel: str, language: str) -> str:
    """Ask to rate a service, before the first question.

    >>> opening("rsu", "Daftar RSU", "sms", "id"), opening("posyandu", "Posyandu", "ussd", "en")
    ('Mohon nilai pendaftaran RSU lewat SMS. ', 'Please rate service Posyandu by USSD. ')
    """
    names = NAMED.get(service, BY_NAME)
    way = WAYS.get(channel, WAYS["sms"])
    what = names.get(language, names["id"]).replace("{label}", label[:LABEL].rstrip())
    return RATE.get(language, RATE["id"]).replace("{what}", f"{what} {way.get(language, way['id'])}")
