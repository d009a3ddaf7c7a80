"""`python -m dashboard user …`: accounts from the terminal, also the first administrator; there is no set-up page."""

from __future__ import annotations

import argparse
from collections.abc import Callable, Sequence

from dashboard.access.accounts import COMMAND_LINE, Accounts, NotDone, Wanted
from dashboard.access.roles import Role
from dashboard.access.viewer import WHOLE
from dashboard.services import Services, services_of
from dashboard.settings import load_settings
from dashboard.state.columns import now
from dashboard.wording import words_in
from sql.connect import NothingPublished, open_reader
from sql.schema import marts

DEMO_AREA = "210213013"


Run = Callable[[Services, argparse.Namespace], None]


class UserError(Exception):
    """A command about users that cannot be done; the message says why."""


def add_user_command(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """`user` and what can be done with users."""
    parser = commands.add_parser(
        "user", help="users: add, list, change, disable, enable, password, second-factor, demo"
    )
    kinds = parser.add_subparsers(dest="kind", required=True)
    add = _command(kinds, "add", "make a user and print the password that opens the account once", _add)
    add.add_argument("--role", required=True, choices=[*Role], help="what the user is")
    _area_option(add)
    add.add_argument("--display", default="", help="what the user is called on the screen")
    change = _command(kinds, "change", "give a user another role, other areas, another name on the screen", _change)
    change.add_argument("--role", choices=[*Role], help="another role")
    _area_option(change)
    change.add_argument("--display", help="another name on the screen")
    _command(kinds, "disable", "close an account and end its sessions at once", _disable)
    _command(kinds, "enable", "open an account again, also one that is locked", _enable)
    _command(kinds, "password", "print a new password that opens the account once", _password)
    _command(kinds, "second-factor", "forget the second factor, so that a new one is set up", _second_factor)
    kinds.add_parser("list", help="every user").set_defaults(run_user=_list)
    kinds.add_parser("demo", help="one user for each role, where there is none yet").set_defaults(run_user=_demo)
    parser.set_defaults(run=run)


def run(arguments: argparse.Namespace) -> int:
    """Do what was asked; UserError where it cannot be done."""
    services = services_of(load_settings())
    try:
        arguments.run_user(services, arguments)
    except NotDone as refused:
        raise UserError(words_in("en")(refused.why, **refused.values)) from None
    return 0


def _command(
    kinds: argparse._SubParsersAction[argparse.ArgumentParser], name: str, says: str, run_user: Run
) -> argparse.ArgumentParser:
    parser = kinds.add_parser(name, help=says)
    parser.add_argument("name", help="the name to sign in with")
    parser.set_defaults(run_user=run_user)
    return parser


def _area_option(parser: argparse.ArgumentParser) -> None:
    says = "an area to see: 6, 9 or 12 digits, or all; may be said again (none: no area)"
    parser.add_argument("--area", action="append", metavar="CODE", help=says)


def _accounts(services: Services) -> Accounts:
    return services.entrance.accounts


def _add(services: Services, arguments: argparse.Namespace) -> None:
    wanted = Wanted(Role(arguments.role), tuple(arguments.area or ()), arguments.display)
    password = _accounts(services).add(COMMAND_LINE, arguments.name, wanted)
    _print_passwords([(arguments.name, arguments.role, password)])


def _change(services: Services, arguments: argparse.Namespace) -> None:
    user = _accounts(services).find(arguments.name)
    if user is None:
        raise NotDone("accounts.nobody", name=arguments.name)
    role = Role(arguments.role or user.role)
    areas = user.codes if arguments.area is None else tuple(arguments.area)
    display = user.display_name if arguments.display is None else arguments.display
    _accounts(services).change(COMMAND_LINE, arguments.name, Wanted(role, areas, display))
    print(f"{arguments.name} is now {role} of {', '.join(areas) or 'no area'}; the user signs in anew")


def _disable(services: Services, arguments: argparse.Namespace) -> None:
    _accounts(services).disable(COMMAND_LINE, arguments.name)
    print(f"{arguments.name} is disabled and signed out everywhere")


def _enable(services: Services, arguments: argparse.Namespace) -> None:
    _accounts(services).enable(COMMAND_LINE, arguments.name)
    print(f"{arguments.name} can sign in again")


def _password(services: Services, arguments: argparse.Namespace) -> None:
    password = _accounts(services).reset_password(COMMAND_LINE, arguments.name)
    _print_passwords([(arguments.name, "", password)])


def _second_factor(services: Services, arguments: argparse.Namespace) -> None:
    _accounts(services).reset_second_factor(COMMAND_LINE, arguments.name)
    print(f"the second factor of {arguments.name} is forgotten")


def _list(services: Services, arguments: argparse.Namespace) -> None:
    del arguments
    users = _accounts(services).every()
    if not users:
        print("there is no user yet; make the first: python -m dashboard user add NAME --role administrator")
    for user in users:
        locked = user.locked_until is not None and user.locked_until > now()
        state = "disabled" if user.disabled else "locked" if locked else "enabled"
        seen = f"{user.signed_in_at:%Y-%m-%d}" if user.signed_in_at else "never"
        print(f"{user.name:<20} {user.role:<14} {state:<9} last signed in {seen:<11} {', '.join(user.codes) or '–'}")


def _demo(services: Services, arguments: argparse.Namespace) -> None:
    """Only beside figures that are a demo: a bureau's own are never opened by users nobody made."""
    del arguments
    accounts = _accounts(services)
    if accounts.every():
        print("There are users already; a forgotten password: python -m dashboard user password NAME")
        return
    if not _is_demo(services):
        print("No user yet; make the first: python -m dashboard user add NAME --role administrator")
        return
    made = []
    for role in Role:
        areas = {Role.OFFICIAL: (DEMO_AREA,), Role.MANAGER: (WHOLE,), Role.ANALYST: (WHOLE,)}.get(role, ())
        wanted = Wanted(role, areas, words_in("zh")(f"demo.{role}"))
        made.append((str(role), str(role), accounts.add(COMMAND_LINE, role, wanted)))
    print("One user for each role, to try it with:")
    _print_passwords(made)


def _is_demo(services: Services) -> bool:
    try:
        return bool(open_reader(services.settings.home).value(_DEMO_FLAG))
    except NothingPublished:
        return False


_DEMO_FLAG = marts.VERSION.select().with_only_columns(marts.VERSION.c.demo)


def _print_passwords(made: Sequence[tuple[str, str, str]]) -> None:
    """Said once, here and nowhere else."""
    width = max(len(name) for name, _, _ in made)
    for name, role, password in made:
        print(f"  {name:<{width}}  {password}" + (f"  ({role})" if role and role != name else ""))
    print("Each password opens its account once; it is changed at the first sign-in.")
