"""Pictures of a book: Mermaid for pages, SVG to look at, a tree for the terminal.

All three read the same ways as the machine, and wear the colours of a funnel where a journal is given.
"""

from menus.graph.flows import Flows, flows
from menus.graph.mermaid import mermaid
from menus.graph.svg import svg
from menus.graph.tree import tree
from menus.graph.ways import Count, Counts, counts

__all__ = ["Count", "Counts", "Flows", "counts", "flows", "mermaid", "svg", "tree"]
