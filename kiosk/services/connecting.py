"""What `kiosk.toml` says of the services that the kiosk comes with: their tables, their agencies."""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from kiosk.agency import Agency
    from kiosk.config import ServicesSettings


def configure(settings: "ServicesSettings") -> None:
    """Give the services their tables. Raises ConfigError."""
    if settings.hospital.clinics is not None:
        from kiosk.services.hospital import clinics

        clinics.use(settings.hospital.clinics)


def connected(settings: "ServicesSettings") -> "dict[str, Agency]":
    """Give the connectors by service: those that are configured, and the own ones of the office's services.

    Raises ConfigError.
    """
    from kiosk.services import own_services

    agencies, hospital = own_services.agencies(settings.path), settings.hospital
    if hospital.centre:
        from kiosk.agency.web import WebAgency

        agencies["rsu"] = WebAgency(hospital.centre, hospital.centre_user, hospital.centre_password)
    return agencies
