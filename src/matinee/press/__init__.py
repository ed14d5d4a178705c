"""What the press says: articles are read, claims are proposed, and laid beside each other and what was measured."""
