"""The router: masthead, navigation, language, and a guard around every screen."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import streamlit as st

from sim.app.kit import pieces, theme
from sim.app.kit.navigation import pages
from sim.app.kit.share import share
from sim.app.state import returning, session, spoken
from sim.app.state.guard import guarded
from sim.telling.catalogue import t


def masthead(links: list[Any]) -> None:
    """Draw the name of the application, the links to all pages, and the languages."""
    state = session.current()
    with st.container(key="masthead", horizontal=True, vertical_alignment="center", gap="medium"):
        st.markdown(f"**Hikiwake** *{t('common.tagline')}*")
        with st.container(key="navigation", horizontal=True, gap="medium"):
            for link in links:
                st.page_link(link)
        pieces.languages(session.control("language", state.language, lambda s, v: replace(s, language=v)))
        share()


def main() -> None:
    """Draw the page that the address names."""
    unheard = returning.unheard()
    problems = session.begin(spoken.asked())
    links = pages()
    page = st.navigation(links, position="hidden")
    theme.apply(page.title)
    masthead(links)
    for problem in problems:
        st.info(problem)
    page.run()
    st.caption(t("common.foot"))
    returning.hear(unheard)


guarded(main)()
