"""All tables in one place, so that the metadata is whole wherever it is used."""

from profiles.store.ai import (
    AIAnswer,
    AILimit,
    AIModelHealth,
    AIModelPrice,
    AIProviderConfig,
    AIProviderUsageLog,
    AIRoute,
)
from profiles.store.base import Base
from profiles.store.documents import (
    Draft,
    Posting,
    PostingVersion,
    Profile,
    UnfinishedRun,
    WrittenFile,
)
from profiles.store.rollups import AIUsagePruning, AIUsageRollup, AIUsageSeries
from profiles.store.users import Subscription, User

__all__ = [
    "AIAnswer",
    "AILimit",
    "AIModelHealth",
    "AIModelPrice",
    "AIProviderConfig",
    "AIProviderUsageLog",
    "AIRoute",
    "AIUsagePruning",
    "AIUsageRollup",
    "AIUsageSeries",
    "Base",
    "Draft",
    "Posting",
    "PostingVersion",
    "Profile",
    "Subscription",
    "UnfinishedRun",
    "User",
    "WrittenFile",
]
