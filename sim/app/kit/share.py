"""The page's link to hand on: copied with one press, or scanned from a projector."""

from __future__ import annotations

import json
from urllib.parse import urlencode, urlsplit, urlunsplit

import segno
import streamlit as st

from sim.app.kit import pieces
from sim.app.state import session
from sim.app.state.links import encode
from sim.telling.catalogue import t

MOST_SCANNED = 1200
"""Letters of an address beyond which its code is too fine for a phone at the back of a room."""

_COPY = """<button class="copy" type="button">{copy}</button><span class="copied" role="status"></span>
<script>
(() => {{
  const button = document.querySelector('.copy');
  button.addEventListener('click', async () => {{
    const address = location.href;
    try {{
      await navigator.clipboard.writeText(address);
    }} catch {{
      // Outside of a secure address, as on a school's network, there is only the old way.
      const field = document.createElement('textarea');
      field.value = address;
      button.after(field);
      field.select();
      document.execCommand('copy');
      field.remove();
    }}
    document.querySelector('.copied').textContent = {copied};
  }});
}})();
</script>"""


def address() -> str:
    """Return the address of the page as it is now."""
    here = urlsplit(st.context.url or "")
    return urlunsplit((here.scheme, here.netloc, here.path, urlencode(encode(session.current())), ""))


def code(text: str) -> str:
    """Return a text as a QR code, a picture in an address of its own; dark on light whatever the page is."""
    return segno.make(text, error="l").svg_data_uri(scale=4, border=4, dark="#1C1B19", light="#FFFFFF")


def share() -> None:
    """Draw what opens to the link; its content is made when somebody opens it."""
    box = st.popover(t("common.share.title"), key="share", type="tertiary", on_change="rerun")
    with box:
        if not box.open:
            return
        st.markdown(t("common.share.says"))
        copied = json.dumps(t("common.share.copied"))
        st.html(_COPY.format(copy=t("common.share.copy"), copied=copied), unsafe_allow_javascript=True)
        here = address()
        if len(here) <= MOST_SCANNED:
            st.html(f"<img class='qr' src='{code(here)}' alt='{t('common.share.code')}'>")
        else:
            pieces.note(t("common.share.long"))
