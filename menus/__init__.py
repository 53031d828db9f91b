"""An engine for conversations on small screens: USSD, SMS, keypad and web from one book."""
