"""What a user did wrong, said in one line."""

from __future__ import annotations


class InputError(ValueError):
    """Bad input: a text, file, configuration or run directory that cannot be used.

    The message is one line that names the file, field or symbol and what is allowed. The command
    line prints it and exits with code 2.
    """

    def __init__(self, message: str) -> None:
        super().__init__(" ".join(message.split()))
