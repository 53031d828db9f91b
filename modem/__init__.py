"""A GSM modem in Python: SMS codec, AT driver and simulator (TS 23.038, 23.040, 27.005, 27.007; V.250)."""
