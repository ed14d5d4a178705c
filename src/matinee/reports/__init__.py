"""HOW IT IS TOLD: reports on a title, as figures, tables, pictures and pages."""
