"""Pages to print and to keep: one head and one style for all of them, and nothing is fetched."""

from __future__ import annotations

from jinja2 import ChoiceLoader, Environment, PackageLoader, select_autoescape

from sim.report.handouts import marked
from sim.telling.catalogue import language, t


def filled(package: str, name: str, **values: object) -> str:
    """Return a page in the language in use: the template ``name`` of a package, which extends `base.html`, with values.

    A template that the package has not comes from this one. ``title`` has to be among the values.
    """
    environment = Environment(
        loader=ChoiceLoader([PackageLoader(package, "."), PackageLoader(__package__, ".")]),
        autoescape=select_autoescape(default=True),
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters["marked"] = marked
    return environment.get_template(name).render(t=t, language=language(), **values)
