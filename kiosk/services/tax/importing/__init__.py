"""Bills from a spreadsheet or a CSV file into the tables, however large, broken or interrupted.

`files` tells what a file is, `text` and `sheet` give its rows as texts, `columns` which column is which,
`cells` what stands in one; `loading` writes them beside the bills that are read and changes over in one
moment, `job` is all of it.
"""
