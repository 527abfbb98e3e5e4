"""``python -m relanced`` is ``relanced``."""

import sys

from relanced.cli import main

sys.exit(main())
