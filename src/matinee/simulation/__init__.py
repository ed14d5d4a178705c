"""A KNOWN TRUTH: a streaming service made up from a seed, and the exact answers about it."""
