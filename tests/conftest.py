"""One profile for all property tests: slow machines are no failure."""

from hypothesis import HealthCheck, settings

settings.register_profile("hikiwake", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("hikiwake")
