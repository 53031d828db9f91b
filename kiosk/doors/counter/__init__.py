"""The walk-up counter on a screen: what is shown, how it is typed, when it is cleared; `screen` shows it."""
