"""What the benchmarks share."""

from __future__ import annotations

import logging
import resource

import structlog


def quiet() -> None:
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.CRITICAL))


def processor() -> tuple[float, float]:
    """Seconds of a processor that this process has used, and its children that have ended.

    Where others load the machine the clock says little, and this nearly nothing of them.
    """
    used = map(resource.getrusage, (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    ours, theirs = (one.ru_utime + one.ru_stime for one in used)
    return ours, theirs
