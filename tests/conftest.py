"""Property tests are about what comes out, not about how fast the machine is that runs them; and Ctrl-C is heard also by what
is started in the background of a script."""

from __future__ import annotations

import signal

from hypothesis import HealthCheck, settings

settings.register_profile("tagger", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("tagger")

if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
    signal.signal(signal.SIGINT, signal.default_int_handler)
