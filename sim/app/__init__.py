"""The browser application, and the conventions for its screens.

**A screen** is one file ``screens/<name>.py`` with one function ``show()``: it reads inputs, calls a
function, draws. A screen that exists and is named in ``kit.navigation.PAGES`` is in the navigation; nothing else
needs to be registered. Functions of about 40 to 60 lines, files under 300: what a screen computes goes
into a module of its own that knows nothing of Streamlit, its charts into ``charts_<name>.py``.

**Words.** ``texts.t("play.run")`` reads the key ``run`` of ``locales/<language>/play.toml``; each screen has its own
three files (en, ja, ru), and ``common.toml`` holds what several share. ``texts.said(text)`` translates a
scenario's own words, by the pairs in ``locales/said/``. ``texts.number(x)`` writes a number with two decimals.
Nothing on the screen is written in Python. Placeholders are named: ``t("play.round", n=4)``. Words of
scales, constraints, strategies, results and steps of the ladder: ``texts.word("ladder", "talks")``.
Both names of the islands' group stand side by side, never one alone.
A key that one language lacks, or has beside the others, fails ``tests/unit/telling/test_catalogue.py``.

**State.** ``session.current()`` is the frozen `State` of this reader: scenario, changes, seed, strategies, off,
protocol, round, language, extras. It is the only truth; widgets show it and write it back::

    st.number_input(t("play.seed"), **session.control("seed", state.seed, lambda s, v: replace(s, seed=v)))

`control` hands a widget its key and its callback; give the widget no ``value=`` or ``index=``. Outside a widget call
``session.change(seed=8)``. What only one page needs is an extra, named ``<screen>.<what>``:
``session.extra("compare.runs", 200)`` reads, ``session.change_extra("compare.runs", 500)`` writes. Extras are plain
JSON; they come from links that anybody may write, so check each where you read it.
The state is in the link at once, on every page; a link that is damaged shows the default page and says so.

**Numbers.** ``engine`` loads scenarios, plays a state, reads the ledger, each with a bounded cache.
Nothing starts processes from within a screen but the page Many runs: it starts the command ``hikiwake batch``
(``batch_home``) and reads what that writes.

**Charts** are functions from plain tables to Altair charts (``charts.py`` has the common ones): colours from
``theme.colours(scenario)`` (by the order of the parties), labels beside the lines instead of legends, no
interaction that moves by itself. Draw with ``draw.chart(chart, sentence)``: every chart has a
sentence that says what to see in it; the sentence is also its alternative text.

**Looks.** ``theme.py`` and ``style.css`` only. No borders within borders, no emoji, one primary button per page.
Empty and waiting states say what to do next.

**Errors.** ``guard.guarded`` is around each screen, and belongs around each fragment, which runs alone: a `SimError`
shows its sentence, anything else an apology, and the traceback goes to stderr. What a widget calls runs outside of both:
``session.control`` has its own net, and a function that is given to a widget as ``on_click`` or ``on_select`` carries
``@handled``; a test looks at each. A screen catches nothing. What a reader typed or a link carried is never
repeated as Markdown or HTML.

**Links between pages** are made in ``main.py`` alone, or a page could not be tested alone. A test of a screen
is ``AppTest.from_function`` around ``show()``; see ``tests/screens/test_play.py``. A test in a browser takes the
fixture ``visit`` of ``tests/screens/conftest.py``; ``python tools/screenshots.py OUTDIR`` takes pictures of all pages.
"""
