"""Property tests are about what comes out, not about how fast the machine is that runs them."""

from __future__ import annotations

from hypothesis import HealthCheck, settings

settings.register_profile("tagger", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("tagger")
