"""WHAT HAPPENED: events become spans, and the spans of a household become its facts."""
