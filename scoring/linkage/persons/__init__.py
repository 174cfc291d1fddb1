"""Who two records of people are: one person, two of one household, or strangers."""
