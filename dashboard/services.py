"""Everything a request needs, put together once per worker."""

from __future__ import annotations

from dataclasses import dataclass

from dashboard.access.audit import Audit
from dashboard.access.entrance import Entrance
from dashboard.access.limits import Limits
from dashboard.access.lists import Lists
from dashboard.access.reveals import Reveals
from dashboard.access.secret import Secret, load_secret
from dashboard.access.sessions import Sessions
from dashboard.data import Door, Reading
from dashboard.exports.ledger import Ledger
from dashboard.gaps.service import Gaps
from dashboard.intake import Intake
from dashboard.parallel.comparisons import Comparisons
from dashboard.people import People
from dashboard.reports.closing import Months
from dashboard.reports.monthly import Bureau
from dashboard.reports.sending import Post, Subscriptions
from dashboard.reports.words import said
from dashboard.settings import Settings
from dashboard.state import Database, open_database
from dashboard.state.saved_views import SavedViews
from etl.masking import Masking


@dataclass(frozen=True)
class Services:
    """The settings in force, the door to the figures, and the application database with what stands on it."""

    settings: Settings
    door: Door
    database: Database
    secret: Secret
    audit: Audit
    sessions: Sessions
    limits: Limits
    ledger: Ledger
    gaps: Gaps
    intake: Intake
    comparisons: Comparisons
    lists: Lists
    reveals: Reveals
    entrance: Entrance
    saved_views: SavedViews
    months: Months
    subscriptions: Subscriptions

    @property
    def post(self) -> Post:
        """What hands over the reports that are due."""
        return Post(self.settings, self.database, self.audit, self.door, self.months)

    def people(self, reading: Reading) -> People:
        """The people one viewer may see, masked as the settings say.

        Raises Denied for a role that sees none.
        """
        masking = Masking(self.settings.identity_shown, self.settings.phone_shown)
        return People(reading, self.secret, masking)


def services_of(settings: Settings) -> Services:
    """The services of one home folder; no figure is read before the first question.

    Raises SettingsError where the secret is missing or weak.
    """
    secret = load_secret(settings)
    database = open_database(settings.home, settings.state_database)
    door = Door(
        settings.home, memory=settings.memory, threads=settings.query_threads, seconds=settings.question_seconds
    )
    audit, sessions = Audit(database, secret), Sessions(database, settings)
    ledger = Ledger(database, audit)
    return Services(
        settings,
        door,
        database,
        secret,
        audit,
        sessions=sessions,
        limits=Limits(database),
        ledger=ledger,
        gaps=Gaps(database, audit, ledger, secret, settings.home),
        comparisons=Comparisons(database, audit),
        intake=Intake(settings.home, audit),
        lists=Lists(database, audit),
        reveals=Reveals(database, audit, settings.reveals_a_day),
        entrance=Entrance(settings, database, secret, audit, sessions),
        saved_views=SavedViews(database),
        months=_months(settings, database, audit),
        subscriptions=Subscriptions(database, audit),
    )


def _months(settings: Settings, database: Database, audit: Audit) -> Months:
    bureau = Bureau(
        settings.bureau or str(said("cover.bureau")), sent_up=settings.report_up, sent_to=settings.report_to
    )
    return Months(database, audit, settings.home, bureau, two_signatures=settings.two_signatures)
