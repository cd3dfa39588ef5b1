"""What is kept of a lesson, as parents and everybody else read it."""

from __future__ import annotations

from typing import Any

from streamlit.testing.v1 import AppTest

from sim.telling.catalogue import LANGUAGES, speaking, t


def _page() -> None:
    from sim.app.classroom import parents

    parents.show()


def test_what_is_kept_is_told_to_parents_in_any_language() -> None:
    page = AppTest.from_function(_page, default_timeout=60).run()
    for code in LANGUAGES:
        languages: Any = page.get("button_group")[0]
        languages.set_value(code).run()
        with speaking(code):
            wanted = t("class.student.parents.title")
        assert wanted in [title.value for title in page.title]
        assert not page.exception
