"""The same random arguments each time, so that a change answers for itself alone; LRCLI_RANDOM=1 draws new ones."""

import os

from hypothesis import settings

settings.register_profile("live", derandomize=not os.environ.get("LRCLI_RANDOM"), deadline=None)
settings.load_profile("live")
