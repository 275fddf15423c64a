"""Sentences of a core: pure, so they are only marked for makemessages here, and translated where they are shown."""


def gettext_noop(sentence: str) -> str:
    return sentence
