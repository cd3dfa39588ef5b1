"""What the classroom says no to: a sentence of the catalogue, in the language of whoever reads it."""

from __future__ import annotations

from sim.errors import SimError
from sim.telling.catalogue import t


class ClassError(SimError):
    """A request that cannot be met; ``key`` and ``values`` name the sentence, which is also its message.

    >>> str(ClassError("class.service.no_room"))
    'There is no room with this code. Look at the code on the screen once more.'
    """

    def __init__(self, key: str, **values: object) -> None:
        super().__init__(key, values)
        self.key = key
        self.values = values

    def __str__(self) -> str:
        """The sentence in the language in use."""
        return t(self.key, **self.values)
