"""The audit followed by a process that writes none of it: signed, and made findable."""
