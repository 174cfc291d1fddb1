"""Made from the OpenAPI document by ``python -m infra.client``: change it there."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any, Protocol, TypeVar
from urllib.parse import quote

from pydantic import BaseModel

from linnet_client import models

T = TypeVar("T")


class Operations(Protocol):
    """What a program may ask."""

    def ask(
        self, method: str, path: str, answer: type[T], query: Mapping[str, Any], body: BaseModel | None = None
    ) -> T: ...

    def search(self, body: models.AddressesAsked) -> models.SearchAnswer:
        """Find people and addresses."""
        return self.ask("POST", "/v1/search", models.SearchAnswer, {}, body)

    def search_persons(self, body: models.PersonsAsked) -> models.PersonSearch:
        """Find people."""
        return self.ask("POST", "/v1/persons/search", models.PersonSearch, {}, body)

    def read_person(
        self, id: str, *, at: datetime | None = None, offset: int | None = None, limit: int | None = None
    ) -> models.PersonAnswer:
        """Read a person."""
        return self.ask(
            "GET", f"/v1/persons/{quote(id, '')}", models.PersonAnswer, {"at": at, "offset": offset, "limit": limit}
        )

    def list_breaks(self, area: str) -> models.BreaksAnswer:
        """Restrictions looked past."""
        return self.ask("GET", f"/v1/areas/{quote(area, '')}/glass", models.BreaksAnswer, {})

    def trace_person(
        self, area: str, id: str, *, at: datetime | None = None, limit: int | None = None
    ) -> models.TraceAnswer:
        """Places over time, across areas."""
        return self.ask(
            "GET",
            f"/v1/areas/{quote(area, '')}/persons/{quote(id, '')}/trace",
            models.TraceAnswer,
            {"at": at, "limit": limit},
        )

    def search_addresses(self, body: models.AddressesAsked) -> models.AddressSearch:
        """Find addresses."""
        return self.ask("POST", "/v1/addresses/search", models.AddressSearch, {}, body)

    def read_address(
        self, id: str, *, at: datetime | None = None, offset: int | None = None, limit: int | None = None
    ) -> models.AddressAnswer:
        """Read an address."""
        return self.ask(
            "GET", f"/v1/addresses/{quote(id, '')}", models.AddressAnswer, {"at": at, "offset": offset, "limit": limit}
        )

    def list_review(
        self, area: str, *, subject: models.Subject | None = None, after: str | None = None, limit: int | None = None
    ) -> models.ReviewAnswer:
        """Pairs to decide about."""
        return self.ask(
            "GET",
            f"/v1/areas/{quote(area, '')}/review",
            models.ReviewAnswer,
            {"subject": subject, "after": after, "limit": limit},
        )

    def read_pair(self, area: str, subject: models.Subject, one: str, other: str) -> models.PairAnswer:
        """Read a pair of records."""
        return self.ask(
            "GET",
            f"/v1/areas/{quote(area, '')}/pairs/{quote(subject, '')}/{quote(one, '')}/{quote(other, '')}",
            models.PairAnswer,
            {},
        )

    def read_person_links(self, id: str) -> models.LinksAnswer:
        """Why one person."""
        return self.ask("GET", f"/v1/persons/{quote(id, '')}/links", models.LinksAnswer, {})

    def read_address_links(self, id: str) -> models.LinksAnswer:
        """Why one address."""
        return self.ask("GET", f"/v1/addresses/{quote(id, '')}/links", models.LinksAnswer, {})

    def list_alerts(
        self,
        area: str,
        *,
        state: str | None = None,
        severity: models.Severity | None = None,
        receiver: models.Receiver | None = None,
        rule: str | None = None,
        team: str | None = None,
        after: str | None = None,
        limit: int | None = None,
    ) -> models.AlertList:
        """Alerts of an area."""
        return self.ask(
            "GET",
            f"/v1/areas/{quote(area, '')}/alerts",
            models.AlertList,
            {
                "state": state,
                "severity": severity,
                "receiver": receiver,
                "rule": rule,
                "team": team,
                "after": after,
                "limit": limit,
            },
        )

    def count_alerts(self, area: str, *, workers: list[str] | None = None) -> models.AlertFigures:
        """How many alerts."""
        return self.ask("GET", f"/v1/areas/{quote(area, '')}/alerts/figures", models.AlertFigures, {"workers": workers})

    def read_rules(self, area: str) -> models.RulesAnswer:
        """The rules that are running."""
        return self.ask("GET", f"/v1/areas/{quote(area, '')}/rules", models.RulesAnswer, {})

    def read_alert(self, area: str, subject: models.Subject, entity: str, alert: str) -> models.AlertAnswer:
        """Read an alert."""
        return self.ask(
            "GET",
            f"/v1/areas/{quote(area, '')}/alerts/{quote(subject, '')}/{quote(entity, '')}/{quote(alert, '')}",
            models.AlertAnswer,
            {},
        )

    def list_caseload(
        self,
        area: str,
        *,
        team: str | None = None,
        worker: str | None = None,
        group: models.RiskGroup | None = None,
        list_: models.CaseloadList | None = None,
        order: models.CaseloadOrder | None = None,
        after: str | None = None,
        limit: int | None = None,
    ) -> models.CaseloadAnswer:
        """A team's caseload."""
        return self.ask(
            "GET",
            f"/v1/areas/{quote(area, '')}/caseload",
            models.CaseloadAnswer,
            {
                "team": team,
                "worker": worker,
                "group": group,
                "list": list_,
                "order": order,
                "after": after,
                "limit": limit,
            },
        )

    def read_workload(self, area: str, *, team: str | None = None) -> models.WorkloadAnswer:
        """What teams carry."""
        return self.ask("GET", f"/v1/areas/{quote(area, '')}/workload", models.WorkloadAnswer, {"team": team})

    def read_outcomes(self, area: str) -> models.OutcomesAnswer:
        """What became of people."""
        return self.ask("GET", f"/v1/areas/{quote(area, '')}/caseload/outcomes", models.OutcomesAnswer, {})

    def read_risk(self, area: str, id: str) -> models.RiskAnswer:
        """One person's risk."""
        return self.ask("GET", f"/v1/areas/{quote(area, '')}/persons/{quote(id, '')}/risk", models.RiskAnswer, {})

    def read_monitoring(self, area: str) -> models.MonitoringAnswer:
        """How good the scores have been."""
        return self.ask("GET", f"/v1/areas/{quote(area, '')}/risk/monitoring", models.MonitoringAnswer, {})

    def read_monitored_month(self, area: str, month: str) -> models.MonthAnswer:
        """One month."""
        return self.ask(
            "GET", f"/v1/areas/{quote(area, '')}/risk/monitoring/months/{quote(month, '')}", models.MonthAnswer, {}
        )

    def read_insight(self, area: str) -> models.InsightAnswer:
        """Figures of an area."""
        return self.ask("GET", f"/v1/areas/{quote(area, '')}/insight", models.InsightAnswer, {})

    def read_insight_table(self, area: str) -> str:
        """The same as CSV."""
        return self.ask("GET", f"/v1/areas/{quote(area, '')}/insight.csv", str, {})

    def read_audit(
        self,
        area: str,
        *,
        id: str | None = None,
        after: str | None = None,
        limit: int | None = None,
        viewer: str | None = None,
        purpose: str | None = None,
        mark: models.Mark | None = None,
    ) -> models.AuditAnswer:
        """Who looked at whom."""
        return self.ask(
            "GET",
            f"/v1/areas/{quote(area, '')}/audit",
            models.AuditAnswer,
            {"id": id, "after": after, "limit": limit, "viewer": viewer, "purpose": purpose, "mark": mark},
        )

    def export_audit(
        self,
        area: str,
        *,
        id: str | None = None,
        after: str | None = None,
        limit: int | None = None,
        viewer: str | None = None,
        purpose: str | None = None,
        mark: models.Mark | None = None,
    ) -> dict[str, Any]:
        """The same as FHIR AuditEvents."""
        return self.ask(
            "GET",
            f"/v1/areas/{quote(area, '')}/audit/events",
            dict[str, Any],
            {"id": id, "after": after, "limit": limit, "viewer": viewer, "purpose": purpose, "mark": mark},
        )

    def list_watched(self, area: str) -> models.WatchList:
        """The pre-visit watch list."""
        return self.ask("GET", f"/v1/areas/{quote(area, '')}/watched", models.WatchList, {})

    def read_catalogue(self) -> models.CatalogueAnswer:
        """What Linnet can tell."""
        return self.ask("GET", "/v1/catalogue", models.CatalogueAnswer, {})

    def search_flags(
        self, area: str, *, state: str | None = None, after: str | None = None, count: int | None = None
    ) -> dict[str, Any]:
        """Alerts as Flags."""
        return self.ask(
            "GET", f"/fhir/{quote(area, '')}/Flag", dict[str, Any], {"state": state, "after": after, "_count": count}
        )

    def read_flag(self, area: str, alert: str) -> dict[str, Any]:
        """An alert as a Flag."""
        return self.ask("GET", f"/fhir/{quote(area, '')}/Flag/{quote(alert, '')}", dict[str, Any], {})

    def search_risks(
        self, area: str, *, team: str | None = None, after: str | None = None, count: int | None = None
    ) -> dict[str, Any]:
        """A caseload's scores."""
        return self.ask(
            "GET",
            f"/fhir/{quote(area, '')}/RiskAssessment",
            dict[str, Any],
            {"team": team, "after": after, "_count": count},
        )

    def read_risk_assessment(self, area: str, id: str) -> dict[str, Any]:
        """A person's score."""
        return self.ask("GET", f"/fhir/{quote(area, '')}/RiskAssessment/{quote(id, '')}", dict[str, Any], {})

    def search_provenance(self, area: str, patient: str) -> dict[str, Any]:
        """Why one person."""
        return self.ask("GET", f"/fhir/{quote(area, '')}/Provenance", dict[str, Any], {"patient": patient})

    def read_score_provenance(self, area: str, id: str) -> dict[str, Any]:
        """Whence a score."""
        return self.ask("GET", f"/fhir/{quote(area, '')}/Provenance/score-{quote(id, '')}", dict[str, Any], {})

    def search_audit_events(
        self,
        area: str,
        *,
        entity: str | None = None,
        after: str | None = None,
        count: int | None = None,
        viewer: str | None = None,
        purpose: str | None = None,
        mark: models.Mark | None = None,
    ) -> dict[str, Any]:
        """Who looked at whom."""
        return self.ask(
            "GET",
            f"/fhir/{quote(area, '')}/AuditEvent",
            dict[str, Any],
            {"entity": entity, "after": after, "_count": count, "viewer": viewer, "purpose": purpose, "mark": mark},
        )
