"""A panel without a window around it: a context on a real desk, whose work is done at once."""

from dataclasses import replace

from callcentre.app import Desk
from callcentre.domain.event import Role
from callcentre.runtime.announce import Announcer
from callcentre.runtime.drafts import Drafts
from callcentre.runtime.keeping import PlainFile
from callcentre.runtime.remembered import Remembered
from callcentre.runtime.runner import DirectRunner
from callcentre.ui.screen import AloneShell, ScreenContext, SignedIn


class PanelDesk:
    """A context for panels on `desk`, signed in as its first person unless roles are named."""

    def __init__(self, desk: Desk, *roles: Role) -> None:
        from callcentre.opening import desk_services, signed_in, writer

        self.desk = desk
        self.shell = AloneShell()
        self.announcer = Announcer()
        self.drafts = Drafts(PlainFile(desk.folder / "drafts.test"))
        self.remembered = Remembered(desk.folder)
        person = signed_in(desk)
        if roles:
            person = SignedIn(person.id, person.name, frozenset(role.value for role in roles), person.outlet)
        profile = desk.profile()
        self.context = ScreenContext(
            runner=DirectRunner(writer(desk, self.announcer), desk.read),
            announcer=self.announcer, drafts=self.drafts, remembered=self.remembered, now=desk.clock.now,
            person=person, profile=profile, zone=profile.zone, shell=self.shell,
            services=desk_services(desk),
        )

    def as_roles(self, *roles: Role) -> ScreenContext:
        """The same context for the same person with these roles alone."""
        person = replace(self.context.person, roles=frozenset(role.value for role in roles))
        return replace(self.context, person=person)

    def close(self) -> None:
        self.drafts.close()
        self.remembered.close()
        self.desk.close()
