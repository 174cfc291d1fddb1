from collections.abc import Mapping
from typing import Annotated

from pydantic import Field

from api.answers.parts import Answer
from scoring.indicators.catalogue import INDICATORS, WINDOWS
from scoring.indicators.categories import CATEGORIES
from streams.codes.agencies import Agency
from streams.partnership import Area


class AreaListed(Answer):
    area: str
    label: str
    agencies: list[Agency]


class AgencyListed(Answer):
    agency: Agency
    label: str


class CategoryListed(Answer):
    agency: Agency
    category: str
    label: str


class WindowListed(Answer):
    window: str
    label: str
    days: Annotated[int, Field(description="Of 24 hours; the window is (as_at - days, as_at]")]


class IndicatorListed(Answer):
    indicator: str
    unit: str
    meaning: str
    source: str
    window: Annotated[str | None, Field(description="A window's name; `as-asked`: the rule that asks says it")]
    counts: Annotated[str, Field(description="The agencies and categories whose contacts go into it")]
    ruled: Annotated[bool, Field(description="An alert rule may ask for it, by this name")]


class CatalogueAnswer(Answer):
    areas: list[AreaListed]
    agencies: list[AgencyListed]
    categories: list[CategoryListed]
    windows: list[WindowListed]
    indicators: list[IndicatorListed]


def write_catalogue(areas: Mapping[str, Area]) -> CatalogueAnswer:
    return CatalogueAnswer(
        areas=[
            AreaListed(area=name, label=area.label, agencies=[a for a in Agency if a in area.sources.values()])
            for name, area in areas.items()
        ],
        agencies=[AgencyListed(agency=agency, label=agency.label) for agency in Agency],
        categories=[
            CategoryListed(agency=Agency(one.agency), category=one.code, label=one.label) for one in CATEGORIES
        ],
        windows=[WindowListed(window=one.name, label=one.label, days=one.days) for one in WINDOWS],
        indicators=[
            IndicatorListed(
                indicator=one.name,
                unit=one.unit,
                meaning=one.meaning,
                source=one.source,
                window=one.window or None,
                counts=one.counts,
                ruled=one.ruled,
            )
            for one in INDICATORS
        ],
    )
