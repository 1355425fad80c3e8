"""What a word of a name is there for."""

import enum


class Role(enum.IntEnum):
    """What a word of a name is there for.

    Legal forms, titles and stop words are no words of a name.
    """

    WORD = 0
    SYMBOL = 1
    PLACE = 2
    NUMBER = 3
    INITIAL = 4
    PATRONYMIC = 5
    PARTICLE = 6
    GIVEN = 7
    FAMILY = 8
