"""The same conditions for every contestant: one core, one thread, no slowed-down BLAS; and what machine it was."""

import os
import platform
import sys
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Final, NoReturn

_SLOWING: Final = ("OPENBLAS_CORETYPE", "OPENBLAS_L2_SIZE")
"""Make OpenBLAS take kernels for another processor than it finds."""

_THREADS: Final = ("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "MKL_NUM_THREADS")

_PACKAGES: Final = (
    "numpy",
    "scipy",
    "scikit-learn",
    "resiliparse",
    "jieba",
    "rjieba",
    "fasttext-community",
    "trafilatura",
    "readability-lxml",
    "jusText",
    "gne",
    "turbohtml",
)


def fair(environment: dict[str, str]) -> dict[str, str]:
    """The environment that is measured in: BLAS with one thread and the kernels of this processor."""
    kept = {name: value for name, value in environment.items() if name not in _SLOWING}
    return kept | dict.fromkeys(_THREADS, "1")


def restart_where_unfair(arguments: list[str]) -> None:
    """Start this program again in a fair environment, where it is not in one: BLAS reads it when loaded."""
    environment = fair(dict(os.environ))
    if environment != dict(os.environ):
        _restart(arguments, environment)


def pin() -> int:
    """Keep this process, and those it starts, on one core; returns its number."""
    core = max(os.sched_getaffinity(0))
    os.sched_setaffinity(0, {core})
    return core


def peak_megabytes() -> float:
    """The most memory that this process has held so far, in MB.

    VmHWM and not getrusage's ru_maxrss: that one begins with what the parent held when it forked.
    """
    status = Path("/proc/self/status").read_text("ascii")
    (line,) = (line for line in status.splitlines() if line.startswith("VmHWM:"))
    return int(line.split()[1]) * 1024 / 1e6


def machine() -> dict[str, str]:
    """What was measured on: processor, cores, system, Python, BLAS kernel."""
    return {
        "processor": _processor(),
        "cores": str(os.cpu_count()),
        "system": f"{platform.system()} {platform.machine()}",
        "python": platform.python_version(),
        "blas": _blas(),
    }


def versions() -> dict[str, str]:
    """Versions of what was compared, of those packages that are there."""
    found = {}
    for name in _PACKAGES:
        try:
            found[name] = version(name)
        except PackageNotFoundError:
            continue
    return found


def _restart(arguments: list[str], environment: dict[str, str]) -> NoReturn:
    os.execve(sys.executable, [sys.executable, "-m", "benchmarks", *arguments], environment)


def _processor() -> str:
    """The processor's name; where /proc names none, its architecture."""
    try:
        lines = Path("/proc/cpuinfo").read_text("utf-8").splitlines()
    except OSError:
        return platform.processor()
    names = (line.partition(":")[2].strip() for line in lines if line.startswith("model name"))
    return next(names, platform.machine())


def _blas() -> str:
    """Library and kernel that NumPy's matrix products run in."""
    import numpy as np
    from threadpoolctl import threadpool_info

    np.ones((2, 2)) @ np.ones((2, 2))
    pools = [pool for pool in threadpool_info() if pool["user_api"] == "blas"]
    return ", ".join(sorted({f"{pool['internal_api']} {pool.get('architecture', '')}" for pool in pools}))
