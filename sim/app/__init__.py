"""The browser application, and the conventions for its pages.

**A page** is a folder with ``page.py``, in which one function ``show()`` reads inputs, calls a function, draws. Its place
among the others stands in ``kit.navigation.PAGES``; nothing else needs to be registered. Functions of about 40 lines, files
under 300. A page never imports another page: what several share is in ``kit``, what a page's link holds in ``state``. What
is no screen is computed below `sim.app`, and what is said, in `sim.telling`.

**Words.** ``t("play.run")`` of `sim.telling.catalogue` reads the key ``run`` of the table ``play`` in each language's file;
the table of a page is named like the page, its title is ``nav``, and ``common`` holds what several share. ``said(text)`` gives
a scenario's own words. `sim.telling.numbers` writes numbers and dates. Nothing on the screen is written in Python.
Placeholders are named: ``t("play.round", n=4)``. Both names of the islands' group stand side by side, never one alone. A
key that one language lacks, or has beside the others, fails ``tests/unit/telling/test_catalogue.py``.

**State.** ``session.current()`` is the frozen `State` of this reader: a `Setup`, and where the reader looks. It is the only
truth; widgets show it and write it back::

    st.number_input(t("play.seed"), **session.control("seed", state.seed, lambda s, v: replace(s, seed=v)))

`control` hands a widget its key and its callback; give the widget no ``value=`` or ``index=``. Outside a widget call
``session.change(seed=8)``. What only one page needs is an extra, named ``<page>.<what>``:
``session.extra("compare.runs", 200)`` reads, ``session.change_extra("compare.runs", 500)`` writes. Extras are plain
JSON; they come from links that anybody may write, so check each where you read it.
The state is in the link at once, on every page; a link that is damaged shows the default page and says so.

**Numbers.** ``state.cache`` loads scenarios, plays a setup, reads the ledger, each with a bounded cache. Nothing starts
processes from within a page but *Many runs*: it starts the command ``hikiwake batch``
(`sim.experiments.runs.supervisor`) and reads what that writes.

**Charts** are functions from plain tables to Altair charts: colours from ``theme.colours(scenario)`` (by the order of the
parties), labels beside the lines instead of legends, no interaction that moves by itself. Draw with
``pieces.chart(chart, sentence)``: every chart has a sentence that says what to see in it; the sentence is also its
alternative text.

**Looks.** ``kit/theme.py`` and ``kit/style.css`` only. No borders within borders, no emoji, one primary button per page.
Empty and waiting states say what to do next.

**Errors.** ``guard.guarded`` is around each page, and belongs around each fragment, which runs alone: a `SimError`
shows its sentence, anything else an apology, and the traceback goes to stderr. What a widget calls runs outside of both:
``session.control`` has its own net, and a function that is given to a widget as ``on_click`` or ``on_select`` carries
``@handled``; a test looks at each. A page catches nothing. What a reader typed or a link carried is never
repeated as Markdown or HTML.

**Links between pages** are made in ``main.py`` alone, or a page could not be tested alone. A test of a page
is ``AppTest.from_function`` around ``show()``; see ``tests/screens/test_play.py``. A test in a browser takes the
fixture ``visit`` of ``tests/screens/conftest.py``; ``python tools/screenshots.py OUTDIR`` takes pictures of all pages.
"""
