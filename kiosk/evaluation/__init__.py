"""The evaluation: which service is used, by how many, where they fall out, and what that means.

`visits` folds the journal's lines into visits, `rollup` does it with every hour's lines, `schema` are the
tables. `figures` counts, `verdict` judges, `reading` asks the database; `page` and `export` write it down.
"""
