"""These are programs, which need what a machine may not have, and change what they import."""

collect_ignore = ["lossy.py", "careless.py"]
