"""A server and a browser for tests and pictures: started, waited for, and stopped by what started them."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[3]
FLAGS = [
    "--no-sandbox",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-gpu",
]
BROWSERS = ("chromium-headless-shell", "chromium", "chromium-browser", "google-chrome")

SETTLED = """() => {
  const app = document.querySelector('[data-testid=stApp]');
  return app && !window.asked && (window.looking || app.dataset.testScriptState === 'notRunning')
    && !document.querySelector('[data-testid=stSkeleton]')
    && document.querySelectorAll('[data-testid=stMainBlockContainer] p').length > 3
    && [...document.querySelectorAll('[data-testid=stVegaLiteChart]')].every(
         chart => chart.querySelector('canvas, svg'));
}"""
"""True when the script has run, as often as it was asked to, and everything it sent is drawn.

A part of the page that looks for news by itself is not waited for: on a busy machine it is hardly ever at rest.
"""

ASKED = """(() => {
  // Gives the number of the field, and its value, as a number or as bytes, of each field of a message.
  const fields = bytes => {
    const found = [];
    let at = 0;
    const number = () => {
      let value = 0, shift = 1, byte;
      do { byte = bytes[at++]; value += (byte & 127) * shift; shift *= 128; } while (byte > 127);
      return value;
    };
    while (at < bytes.length) {
      const tag = number(), kind = tag % 8, value = kind === 0 || kind === 2 ? number() : null;
      const from = at;
      at += kind === 2 ? value : kind === 1 ? 8 : kind === 5 ? 4 : 0;
      found.push([Math.floor(tag / 8), kind === 2 ? bytes.subarray(from, at) : value]);
    }
    return found;
  };
  const all = (found, field) => found.filter(one => one[0] === field).map(one => one[1]);
  const inside = (found, field) => all(found, field).flatMap(fields);
  const text = bytes => new TextDecoder().decode(bytes);
  const RERUN = 11, FRAGMENT = 5, BY_ITSELF = 6;
  const METADATA = 2, RUN = 6, FRAGMENTS = 2, BEGINS = 4, ENDS = 6, EARLY_FOR_ANOTHER = 2;
  // Fragments that run by themselves; what was asked for, '' for the whole page, and whether its run has begun.
  const themselves = new Set(), waited = new Map(), Plain = window.WebSocket;
  window.asked = window.looking = false;
  const received = found => {
    if (all(found, BEGINS).length) {
      const parts = all(inside(inside(found, METADATA), RUN), FRAGMENTS).map(text);
      for (const one of waited.keys()) if (!parts.length || parts.includes(one)) waited.set(one, true);
      window.looking = parts.length > 0 && parts.every(one => themselves.has(one));
    }
    if (all(found, ENDS).some(how => how !== EARLY_FOR_ANOTHER)) {
      for (const [one, begun] of waited) if (begun) waited.delete(one);
      window.asked = waited.size > 0;
      window.looking = false;
    }
  };
  const sent = found => {
    if (!all(found, RERUN).length) return;
    const request = inside(found, RERUN), part = all(request, FRAGMENT).map(text).join('');
    if (all(request, BY_ITSELF)[0]) themselves.add(part);
    else { waited.set(part, false); window.asked = true; }
  };
  const bytes = data => new Uint8Array(data.buffer || data, data.byteOffset || 0, data.byteLength);
  window.WebSocket = class extends Plain {
    constructor(...given) {
      super(...given);
      waited.clear();
      this.addEventListener('message', ({data}) => { if (data instanceof ArrayBuffer) received(fields(bytes(data))); });
    }
    send(data) {
      if (typeof data === 'object') sent(fields(bytes(data)));
      super.send(data);
    }
  };
})()"""
"""Notes in each page whether the server was asked for a run of the script that has not ended, and whether the run that is
under way is of nothing but parts that look for news by themselves.

Streamlit's own state tells of a run only once the server has begun it. What was asked for ends with a run that began
after it was asked for; the end of a run before that says nothing of it.
"""

PATIENCE = 300_000
"""Milliseconds after which it is taken that something hangs; on no machine is anything measured by them."""


TAKEN = ("is taken or not allowed here", "is not available", "already in use")
"""What a server says, ours or Streamlit's, that finds its port taken."""


def free_port() -> int:
    """Return a port of the loopback address that nobody uses now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def healthy(address: str) -> bool:
    """Return whether a server answers."""
    try:
        with urllib.request.urlopen(f"{address}/_stcore/health", timeout=2) as answer:
            return bool(answer.status == 200)
    except OSError:
        return False


@contextmanager
def served() -> Iterator[str]:
    """Serve the application on a free port of the loopback address; gives the address.

    Another process may take the port before the server does; then there is another port.
    """
    for _ in range(9):
        with served_at(free_port()) as address:
            if address is not None:
                yield address
                return
    raise RuntimeError("whichever port was free was taken before the application had it")


@contextmanager
def served_at(port: int, *more: str) -> Iterator[str | None]:
    """Serve on a port, with more arguments; gives the address, None where the port is taken."""
    address = f"http://127.0.0.1:{port}"
    command = [sys.executable, "-m", "sim.app", str(port), "--quiet", *more]
    paths = [str(ROOT), *filter(None, [os.environ.get("PYTHONPATH")])]
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(paths)}
    with tempfile.TemporaryFile() as log:
        server = subprocess.Popen(command, stdout=log, stderr=log, env=environment)
        try:
            deadline = time.monotonic() + 600
            while not healthy(address) or server.poll() is not None:
                if server.poll() is not None or time.monotonic() > deadline:
                    log.seek(0)
                    said = log.read().decode()
                    if any(words in said for words in TAKEN):
                        break
                    raise RuntimeError(f"the application did not start:\n{said}")
                time.sleep(0.1)
            yield address if server.poll() is None else None
        finally:
            server.terminate()
            try:
                server.wait(15)
            except subprocess.TimeoutExpired:
                server.kill()


@contextmanager
def chromium() -> Iterator[Any]:
    """Start the system's Chromium; gives Playwright's browser."""
    from playwright.sync_api import sync_playwright

    path = next(filter(None, map(shutil.which, BROWSERS)), None)
    if path is None:
        raise RuntimeError("the tests of the screens need the command chromium; install it")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=FLAGS)
        try:
            yield browser
        finally:
            browser.close()


def settle(page: Any, timeout: float = PATIENCE / 1000) -> Any:
    """Wait until the page has been drawn; gives the page."""
    page.wait_for_function(SETTLED, timeout=timeout * 1000)
    page.wait_for_timeout(150)
    page.wait_for_function(SETTLED, timeout=timeout * 1000)
    return page


TOO_WIDE = """() => [
  ...[...document.querySelectorAll('[data-testid=stMain], html')].filter(e => e.scrollWidth > e.clientWidth),
  ...[...document.querySelectorAll('[data-testid=stMainBlockContainer] :is(p, h1, h2, h3, button, td, th)')]
    // The cards of the episodes stand in a row that is meant to be pushed.
    .filter(e => !e.closest('.st-key-episodes') && e.offsetParent)
    .filter(e => e.getBoundingClientRect().right > window.innerWidth + 1),
].map(e => e.tagName + ' ' + e.innerText.slice(0, 80))"""


CUT_OFF = """() => {
  const words = [], ink = 2;
  for (const e of document.querySelectorAll('[data-testid=stMainBlockContainer] *')) {
    if (!(e instanceof HTMLElement) || !e.offsetParent || e.clientWidth < 4 || e.closest('.st-key-episodes')) continue;
    const style = getComputedStyle(e);
    // What is clipped to nothing is for screen readers alone.
    if (style.clipPath !== 'none' || !(style.textOverflow === 'ellipsis' || /hidden|clip/.test(style.overflowX))) continue;
    if (e.innerText.trim() && e.scrollWidth > e.clientWidth + 1) words.push(e.innerText.slice(0, 80));
  }
  for (const chart of document.querySelectorAll('[data-testid=stVegaLiteChart] svg')) {
    const box = chart.getBoundingClientRect();
    for (const text of chart.querySelectorAll('text')) {
      const at = text.getBoundingClientRect();
      const over = Math.max(box.left - at.left, at.right - box.right, box.top - at.top, at.bottom - box.bottom);
      const shown = at.width && getComputedStyle(text).opacity !== '0';
      if (shown && (over > ink || text.textContent.endsWith('…'))) words.push(`in a chart: ${text.textContent}`);
    }
  }
  return words;
}"""
"""Gives what does not fit into its own box, or out of a chart; a line of a chart may be a little higher than its ink."""


def cut_off(page: Any) -> list[str]:
    """Return the words that a page shows only in part."""
    found: list[str] = page.evaluate(CUT_OFF)
    return found


BROKEN = r"""() => [...document.querySelectorAll('[data-testid=stTable] :is(td, th)')].flatMap(cell => {
  const words = [], texts = document.createTreeWalker(cell, NodeFilter.SHOW_TEXT);
  while (texts.nextNode())
    for (const word of texts.currentNode.nodeValue.matchAll(/[\p{Script=Latin}\p{Script=Cyrillic}\d.,%]+/gu)) {
      const range = document.createRange();
      range.setStart(texts.currentNode, word.index);
      range.setEnd(texts.currentNode, word.index + word[0].length);
      if (new Set([...range.getClientRects()].map(line => Math.round(line.top))).size > 1) words.push(word[0]);
    }
  return words;
})"""


def broken(page: Any) -> list[str]:
    """Return the words and numbers in tables that go on in the next line."""
    found: list[str] = page.evaluate(BROKEN)
    return found


def too_wide(page: Any) -> list[str]:
    """Return what does not fit into the width of the window: what is cut off, or makes the page move sideways."""
    found: list[str] = page.evaluate(TOO_WIDE)
    return found
