"""What holds in all tests: one profile for the properties, one process for most of the browser, and pages that search nothing."""

import signal
import sys
from typing import Any

import pytest
from hypothesis import HealthCheck, settings
from xdist.scheduler import LoadScopeScheduling

settings.register_profile("hikiwake", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("hikiwake")

# A shell that starts the tests in the background has them ignore Ctrl-C, and `nohup` the hang-up; what they start shall not.
for number, usual in ((signal.SIGINT, signal.default_int_handler), (signal.SIGHUP, signal.SIG_DFL)):
    if signal.getsignal(number) is signal.SIG_IGN:
        signal.signal(number, usual)


class OneBrowser(LoadScopeScheduling):  # type: ignore[misc]  # xdist has no types
    """Hand out the tests one by one, but those in the browser to one process: several would wait for one another.

    The lesson with a server of its own goes to another: all in one would be what the rest waits for at the end. Those on
    PostgreSQL go to one, whose server is then started once.
    """

    def _split_scope(self, nodeid: str) -> str:
        together = {
            "/screens/browser/test_classroom": "lesson",
            "/screens/browser/": "browser",
            "postgres": "postgres",
        }
        return next((scope for part, scope in together.items() if part in nodeid), nodeid)


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> LoadScopeScheduling:
    """Let several processes share the tests like that."""
    return OneBrowser(config, log)


def pytest_collection_finish() -> None:
    """Keep a page that is driven alone from searching all that is installed for components, which takes it half a second.

    None of ours has any, and a server looks for them once.
    """
    if "streamlit.testing.v1" in sys.modules:
        from streamlit.components.v2 import manifest_scanner

        manifest_scanner.scan_component_manifests = lambda *_: []
