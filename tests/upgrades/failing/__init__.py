"""The migrations of lessons of a release whose last one fails half-way."""
