"""WHO LEADS: the Top 10 of a day or a week, overall and by country."""
