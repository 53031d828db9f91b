"""A made-up city for the demo: residents who text, call, dial and walk in, an officer, a month behind them.

Rooms: `people` who lives there, `wants` what they come for and how they answer (`wants.yaml`), `officer` what
becomes of it, `past` the month, `present` from now on, `watched` whether somebody looks. All of it comes from
a seed; nobody in it exists.
"""
