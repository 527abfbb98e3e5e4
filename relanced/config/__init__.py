"""The configuration: `load` reads it, `Settings` is what it says."""

from relanced.config.example import example_text
from relanced.config.loading import find, load
from relanced.config.models import Mailbox, Security, Server, Smtp
from relanced.config.places import environment
from relanced.config.secrets import Password
from relanced.config.settings import Settings
from relanced.config.window import Window

__all__ = [
    "Mailbox",
    "Password",
    "Security",
    "Server",
    "Settings",
    "Smtp",
    "Window",
    "environment",
    "example_text",
    "find",
    "load",
]
