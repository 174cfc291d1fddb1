"""Which part of the console a page is in: said in the navigation, to eyes and to screen readers."""

_SECTIONS = {
    "/": ("search", "found", "people", "addresses", "person", "address", "links", "trace", "glass", "glass_opened"),
    "/alerts": ("alerts", "alert", "alerts_figures", "alerts_rules", "alerts_watched"),
    "/caseload": ("caseload", "risk", "workload", "outcomes", "meeting", "monitoring"),
    "/insight": ("insight",),
    "/review": ("review", "pair"),
    "/rights": ("rights", "holdings", "correct", "corrected", "erased", "foreseen"),
    "/audit": ("audit", "glass_review"),
}
_SECTION_OF = {template: path for path, templates in _SECTIONS.items() for template in templates}


def find_current(template: str, path: str) -> str:
    """``aria-current`` of the link to ``path`` on a page: "page" there, "true" in its part, else nothing.

    >>> find_current("alerts.html", "/alerts"), find_current("alert.html", "/alerts"), find_current("alert.html", "/")
    ('page', 'true', '')
    """
    name = template.removesuffix(".html")
    section = _SECTION_OF.get(name, "")
    if section != path:
        return ""
    return "page" if name == _SECTIONS[section][0] else "true"
