"""The blocks of a guide, the files that it tells its reader to save, and the folder in which that reader then works."""

from __future__ import annotations

import re
from pathlib import Path

_FILE = re.compile(r"`([\w./-]+\.toml)`:\n\n```toml\n(.*?)^```$", re.DOTALL | re.MULTILINE)

FENCE = re.compile(r"^```(\w*)\n(.*?)^```$", re.DOTALL | re.MULTILINE)

_UNTESTED = re.compile(r"^<!-- not tested: \w.+ -->\n(?=```)(.*?^```$)", re.DOTALL | re.MULTILINE)


def covered(text: str) -> str:
    """Return a guide without the blocks of which it says why no test runs them.

    >>> covered("<!-- not tested: needs Windows -->\\n```bat\\ndir\\n```\\nText.\\n")
    '\\nText.\\n'
    """
    return _UNTESTED.sub("", text)


def blocks(text: str, kind: str) -> list[str]:
    """Return the blocks of one kind, such as `sh`."""
    return [body for found, body in FENCE.findall(text) if found == kind]


def files(guide: str) -> dict[str, str]:
    """Return every file that a guide shows behind its name: path to text.

    >>> files("Save this as `a.toml`:\\n\\n```toml\\nx = 1\\n```\\n")
    {'a.toml': 'x = 1\\n'}
    """
    return dict(_FILE.findall(guide))


def saved(guide: str, folder: Path) -> Path:
    """Save the files of a guide in a folder, and return it."""
    for name, text in files(guide).items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text, encoding="utf-8")
    return folder
