"""CMS and CME numbers: what they mean, their kind, what helps."""

from typing import Literal

Kind = Literal["temporary", "credit", "permanent", "full", "unknown"]
CMS: dict[int, tuple[str, Kind, str]] = {-1: ("an error without a known number", "unknown", "")}
CME: dict[int, tuple[str, Kind, str]] = {-1: ("an error without a known number", "unknown", "")}
