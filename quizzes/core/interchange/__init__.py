"""Questions as files: our own YAML, and what other systems write. Pure: bytes in, entries of the bank out, and back."""
