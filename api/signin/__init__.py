"""How people sign in, and what is kept of it until they sign out."""
