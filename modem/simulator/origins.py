"""Where a request to the control API comes from: this machine's own programs and pages, or another's."""

from modem.simulator.api_fields import ApiError


def stranger(host: str, origin: str | None, address: str, port: int | None) -> ApiError | None:
    """Say why a request to our address and port is not this machine's own; None if it is."""
    names = {"localhost", "127.0.0.1", "[::1]", f"[{address}]" if ":" in address else address}
    ours = {f"{name}:{port}" for name in names}
    if port == 80:
        ours |= names
    if host.lower() not in ours:
        return ApiError(
            403,
            f"The Host header {host!r} is not this server's.",
            f"Ask for http://127.0.0.1:{port}/ itself.",
        )
    if origin is not None and origin.lower().removeprefix("http://") not in ours:
        return ApiError(
            403,
            f"A page of {origin!r} may not use this API.",
            f"Use it from http://127.0.0.1:{port}/ or a program.",
        )
    return None
