"""The keyboard alone: Tab reaches every control of every page, and one can see where it is."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from sim.app.kit.navigation import PAGES, path_of

Visit = Callable[..., Any]

FOCUSED = """() => {
  const e = document.activeElement;
  if (!e || e === document.body) return null;
  e.dataset.tabbed = '1';
  e.scrollIntoView({block: 'center'});
  const box = e.getBoundingClientRect();
  return {
    name: (e.getAttribute('aria-label') || e.innerText || e.tagName).slice(0, 50),
    control: ['A', 'BUTTON', 'INPUT', 'SUMMARY'].includes(e.tagName) || e.getAttribute('role') === 'slider',
    x: box.x, y: box.y, width: box.width, height: box.height,
  };
}"""

MISSED = """() => [...document.querySelectorAll(
    '[data-testid=stMain] :is(button, a[href], input, summary, [role=slider])')]
  .filter(e => !e.disabled && !e.dataset.tabbed && e.checkVisibility({checkVisibilityCSS: true})
    && e.getBoundingClientRect().width > 0 && !e.closest('details:not([open]) > :not(summary)')
    // Of a group of which one is chosen, Tab reaches that one, and the arrows the others.
    && e.type !== 'radio' && e.getAttribute('role') !== 'radio' && !e.closest('[role=radiogroup]')
    && !e.closest('[data-testid=stButtonGroup], [data-testid=stDataFrame], [data-testid=stElementToolbar]')
    && e.tabIndex >= 0)
  .map(e => e.tagName + ' ' + (e.getAttribute('aria-label') || e.innerText))"""


def tabbed(page: Any) -> list[dict[str, Any]]:
    """Everything that Tab comes to, one after the other."""
    found: list[dict[str, Any]] = []
    for _ in range(150):
        page.keyboard.press("Tab")
        focused = page.evaluate(FOCUSED)
        if focused is None:
            return found
        found.append(focused)
    return found


@pytest.mark.parametrize("screen", PAGES)
def test_tab_reaches_every_control_and_shows_where_it_is(visit: Visit, screen: str) -> None:
    """What has the focus looks otherwise than without it."""
    page = visit(path_of(screen), **({"r": "3"} if screen == "play" else {}))
    names = [focused["name"] for focused in tabbed(page)]
    assert "Evidence" in names
    assert page.evaluate(MISSED) == []
    page.evaluate("() => document.activeElement.blur()")
    page.add_style_tag(content="* { caret-color: transparent !important; transition: none !important; }")
    seen, faint = set(), []
    for _ in range(24):
        page.keyboard.press("Tab")
        focused = page.evaluate(FOCUSED)
        if focused is None:
            break
        left, top = max(0, focused["x"] - 8), max(0, focused["y"] - 8)
        clip = {"x": left, "y": top, "width": focused["width"] + 16, "height": focused["height"] + 16}
        with_focus = page.screenshot(clip=clip)
        page.evaluate("() => { window.held = document.activeElement; window.held.blur(); }")
        without = page.screenshot(clip=clip)
        page.evaluate("() => window.held.focus({focusVisible: true})")
        seen.add(focused["name"])
        if focused["control"] and with_focus == without:
            faint.append(focused["name"])
    assert "Evidence" in seen
    assert faint == []
