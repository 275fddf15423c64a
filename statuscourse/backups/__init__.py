"""One file with all that a course is: taken while it runs, read back, kept for a while, and put back."""
