"""What to do next: titles side by side, and the evidence for a sequel."""
