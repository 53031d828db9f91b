"""Loket's kiosk: a city's services by SMS, missed call, USSD, keypad and web."""
