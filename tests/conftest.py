"""What holds in all tests: one profile for the properties, and a main module that workers can find."""

import sys
from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import HealthCheck, settings
from xdist.scheduler import LoadScopeScheduling

settings.register_profile("hikiwake", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("hikiwake")


@pytest.fixture(autouse=True)
def main_module() -> Iterator[None]:
    """Put the main module back: Streamlit's AppTest leaves its script in that place, and new processes would run it."""
    main = sys.modules["__main__"]
    yield
    sys.modules["__main__"] = main


class OneBrowser(LoadScopeScheduling):  # type: ignore[misc]  # xdist has no types
    """Hand out the tests one by one, but those in the browser to one process: several would wait for one another."""

    def _split_scope(self, nodeid: str) -> str:
        return "browser" if "/screens/browser/" in nodeid else nodeid


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> LoadScopeScheduling:
    """Let several processes share the tests like that."""
    return OneBrowser(config, log)
