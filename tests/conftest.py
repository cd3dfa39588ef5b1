"""What holds in all tests: one profile for the properties, and a main module that workers can find."""

import sys
from collections.abc import Iterator

import pytest
from hypothesis import HealthCheck, settings

settings.register_profile("hikiwake", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("hikiwake")


@pytest.fixture(autouse=True)
def main_module() -> Iterator[None]:
    """Put the main module back: Streamlit's AppTest leaves its script in that place, and new processes would run it."""
    main = sys.modules["__main__"]
    yield
    sys.modules["__main__"] = main
