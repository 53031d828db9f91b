"""The package that pyserial searches for `protocol_sim`; `modem.simulator.register()` tells it to."""
