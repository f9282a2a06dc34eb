"""On whose behalf something is written."""

from dataclasses import dataclass
from uuid import UUID


@dataclass(frozen=True, slots=True)
class By:
    """Who acts: an account, the post that he acts from and that post's unit. All None: the system itself."""

    actor: UUID | None = None
    post: UUID | None = None
    unit: UUID | None = None


SYSTEM = By()
