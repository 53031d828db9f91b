"""A GSM modem in Python: SMS codec, AT driver and simulator (3GPP TS 23.038, 23.040, 27.005, 27.007; ITU-T V.250)."""
