# The version of the course; pyproject.toml takes it from here.
VERSION = "0.2.0"
