"""The migrations of lessons as a later release could have them: one more than there are."""
