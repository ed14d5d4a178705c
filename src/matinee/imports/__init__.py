"""THE OTHER WAY IN: files of events and foreign histories, one reader each."""
