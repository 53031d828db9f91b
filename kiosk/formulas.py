"""Cells that a spreadsheet would compute: written so that they stay text, read back as they were. PURE."""

STARTS = ("=", "+", "-", "@", "\t", "\r")  # a cell that begins so is a formula to Excel and LibreOffice
MARK = "'"  # says to both that what follows is text


def guarded(cell: str) -> str:
    """Write a cell of a CSV file.

    >>> guarded("=1+1"), guarded("+62 21 555"), guarded("KTP hilang")
    ("'=1+1", "'+62 21 555", 'KTP hilang')
    """
    return f"{MARK}{cell}" if cell.startswith(STARTS) else cell


def bare(cell: str) -> str:
    """Read such a cell.

    >>> bare("'+62 21 555"), bare("'t Hart")
    ('+62 21 555', "'t Hart")
    """
    return cell[1:] if cell.startswith(MARK) and cell[1:].startswith(STARTS) else cell
