"""Marionette, the remote control that Mozilla's programs carry: JSON behind its length, on a loopback port."""

from __future__ import annotations

import json
import socket
from typing import Any

from tests.support.processes import PATIENCE


class Marionette:
    """A session in which scripts run with all the rights of the program's own interface."""

    def __init__(self, port: int) -> None:
        self._connection = socket.create_connection(("127.0.0.1", port), PATIENCE)
        self._answers = self._connection.makefile("rb")
        self._count = 0
        self._receive()  # its greeting
        self.command("WebDriver:NewSession")
        self.command("Marionette:SetContext", value="chrome")

    def close(self) -> None:
        self._answers.close()
        self._connection.close()

    def command(self, name: str, **parameters: Any) -> Any:
        """The command's result; AssertionError with the program's own words when it fails."""
        self._count += 1
        order = json.dumps([0, self._count, name, parameters]).encode()
        self._connection.sendall(b"%d:%s" % (len(order), order))
        _, number, error, result = self._receive()
        assert number == self._count
        if error:
            raise AssertionError(f"{name}: {error['error']}: {error['message']}\n{error.get('stacktrace', '')}")
        return result

    def script(self, body: str, *arguments: Any) -> Any:
        """What the body of a function returns; a promise is waited for."""
        return self.command("WebDriver:ExecuteScript", script=body, args=list(arguments))["value"]

    def _receive(self) -> Any:
        length = b""
        while (sign := self._answers.read(1)) != b":":
            if not sign:
                raise AssertionError("the program has closed its Marionette port")
            length += sign
        return json.loads(self._answers.read(int(length)))
