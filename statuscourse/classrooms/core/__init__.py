"""What classes reckon with, pure: codes, dates, grades, conventions."""
