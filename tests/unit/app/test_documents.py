"""Documents on the pages: marked wherever evidence is shown, and switched off by a switch that links carry."""

from __future__ import annotations

from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from sim.app.state import cache, sides
from sim.app.state.links import State, decode, encode
from sim.scenario.load import ledger_of, load
from sim.telling.catalogue import LANGUAGES, in_language
from tests.documents import TRUST, dispute
from tests.screens.alone import driven, shown, state_of


def conduct() -> None:
    from sim.app.play import conduct
    from sim.app.state import session, spoken

    spoken.use(session.current().language)
    conduct.sources(session.current())


def evidence() -> None:
    from sim.app.evidence import page

    page.show()


def setting() -> None:
    from sim.app.kit import settings
    from sim.app.state import session, spoken

    state = session.current()
    spoken.use(state.language)
    settings.setting(state, state.unchanged, "parties.millbrook.trust", where="key")


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_switch_changes_state_link_and_record(language: str) -> None:
    test = driven(conduct, State(language=language))
    (switch,) = test.toggle
    assert in_language(language, "play.sources.title") in switch.label
    assert not switch.value
    switch.set_value(True).run()
    state = state_of(test)
    assert state.articles_only
    assert decode(encode(state)) == (state, [])
    assert cache.play(state.setup).articles_only
    assert test.toggle[0].value
    test.toggle[0].set_value(False).run()
    assert state_of(test) == State(language=language)


def test_a_link_with_another_word_for_it_is_refused() -> None:
    assert encode(State(articles_only=True))["ao"] == "1"
    assert decode({"ao": "0"}) == (State(), [in_language("en", "common.link.articles_only")])


def test_a_comparison_carries_it_on_either_side() -> None:
    for a, b in ((State(), State(articles_only=True)), (State(articles_only=True), State())):
        data = sides.data_of(a, b)
        assert data == {"articles_only": b.articles_only}
        found = sides.b_of(a, data)
        assert found is not None
        assert found.articles_only == b.articles_only
    assert sides.b_of(State(), {"articles_only": "yes"}) is None


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("en", "Official record: The dam board, 2029"),
        ("ja", "公的記録：The dam board、2029年"),
        ("ru", "Официальный документ: The dam board, 2029"),
    ],
)
def test_a_setting_that_rests_on_a_document_says_so_beside_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, language: str, said: str
) -> None:
    path = dispute(tmp_path)
    monkeypatch.setattr(
        cache, "scenario", lambda *_, articles_only=False: load(path, articles_only=articles_only)
    )
    monkeypatch.setattr(cache, "ledger", lambda: ledger_of(path))
    assert TRUST in load(path).settings
    assert said in _captions(driven(setting, State(language=language)))
    assert said not in _captions(driven(setting, State(language=language, articles_only=True)))


def _captions(test: AppTest) -> list[str]:
    assert not test.exception
    return [str(item.value) for item in test.caption]


def test_the_evidence_page_counts_documents_marks_them_and_leaves_the_others_out() -> None:
    ledger = cache.ledger()
    test = driven(
        evidence, State(extras={"evidence.kind": "document", "evidence.claim": "doc-irkutsk-2001/c01"})
    )
    assert not test.exception
    page = shown(test)
    assert f"from {len(ledger.articles)} articles and {len(ledger.documents)} documents" in page
    assert f"{len(ledger.search(kind='document'))} claims" in page
    assert "official record: Japan and Russia, 25 March 2001" in page
    assert "Irkutsk Statement (read in part): https://lawmix.ru/abro/3927" in page
    assert ledger["digest-2020-09/c13"].claim not in page
