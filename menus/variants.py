"""One question in several words, to see which is understood: each resident always reads the same one."""

import hashlib

from menus.nodes import Node

PLAIN = "text"
"""The variant that stands under `text` or `ask` itself."""


def variant(node: Node, user: str) -> str:
    """Name the variant that *user* reads there: by a hash of both, so that no store need remember it.

    Nobody in particular ("") reads the plain one; so does everybody where there is no other.
    """
    if not node.variants:
        return ""
    names = (PLAIN, *node.variants)
    digest = hashlib.sha256(f"{user}\0{node.name}".encode("utf-8", "surrogatepass")).digest()
    return names[int.from_bytes(digest[:8], "big") % len(names) if user else 0]
