"""The way in: the HTTP door, keys and tokens, the spool, and what rolls it into the lake."""
