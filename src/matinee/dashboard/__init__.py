"""The way out: what the lake says, as pages."""
