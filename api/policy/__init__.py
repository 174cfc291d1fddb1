"""Who may see what: one decision, and who is asking."""
