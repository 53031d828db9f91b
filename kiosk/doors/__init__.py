"""The channels by which residents come in."""
