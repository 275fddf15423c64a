"""Carrying a course from its file to a PostgreSQL, with a proof that everything arrived."""
