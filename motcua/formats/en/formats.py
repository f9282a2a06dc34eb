"""The same as in Vietnamese: a figure that two officers read to each other has to look the same to both."""

from motcua.formats.vi.formats import *  # noqa: F403
