"""``relanced customer``."""

from __future__ import annotations

from typing import Annotated

import typer

from relanced.cli.root import Config, Json

customer = typer.Typer(no_args_is_help=True, help="How your customers pay, what they owe, and the risk.")


@customer.command("list")
def customer_list(as_json: Json = False) -> None:
    """One line a customer, the riskiest first."""
    from relanced.commands.customers import list_ as command

    command(Config.path, as_json)


@customer.command("show")
def customer_show(
    customer_id: Annotated[str, typer.Argument(metavar="ID", help="The customer's number, as in the list.")],
    as_json: Json = False,
) -> None:
    """How one pays, what he owes, his score and why."""
    from relanced.commands.customers import show as command

    command(Config.path, customer_id, as_json)
