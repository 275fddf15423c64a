"""Forms of classes."""
