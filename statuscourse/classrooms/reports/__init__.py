"""What the pages of classes show."""
