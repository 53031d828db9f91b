"""What `kiosk.toml` says of the services that the kiosk comes with: their tables, their agencies."""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from kiosk.agency import Agency
    from kiosk.settings import HospitalSettings, OfficeSettings, ServicesSettings


def configure(settings: "ServicesSettings") -> None:
    """Give the services their tables. Raises ConfigError."""
    if settings.hospital.clinics is not None:
        from kiosk.services.hospital import clinics

        clinics.use(settings.hospital.clinics)
    if settings.tax.table is not None:
        from kiosk.services.tax import terms

        terms.use(settings.tax.table)
    if settings.permits.table is not None:
        from kiosk.services.permits import table

        table.use(settings.permits.table)
    if settings.counters is not None:
        from kiosk.services import counters

        counters.use(settings.counters)


def connected(settings: "ServicesSettings") -> "dict[str, Agency]":
    """Give the connectors by service: those that are configured, and the own ones of the office's services.

    Raises ConfigError.
    """
    from kiosk.services import own_services

    agencies = own_services.agencies(settings.path)
    offices: dict[str, HospitalSettings | OfficeSettings] = {
        "rsu": settings.hospital,
        "pbb": settings.tax,
        "izin": settings.permits,
    }
    for service, office in offices.items():
        if office.centre:
            from kiosk.agency.web import WebAgency

            agencies[service] = WebAgency(office.centre, office.centre_user, office.centre_password)
    return agencies
