"""Property tax (PBB)."""
