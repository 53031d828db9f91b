"""A case: something that a resident asked of an office or an agency, from its number to its end.

`lifecycle` is how it goes, `deadlines` by when, `schema` the tables, `records` what is read and written,
`actions` what a resident, an officer and the clock do to it. Services open cases.
"""
