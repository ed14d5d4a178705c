"""Where it is heading: how many households a running title will have, how sure that is, and how well it did before.

`project.project` projects a title, `backtest.backtest` tests that on titles that are over; `docs/projection.md` says how
it works, what was measured and when not to trust it.
"""
