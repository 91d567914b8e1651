"""Build hook: compiles the kernel into the wheel where there is a C compiler, and says so where there is none."""

import runpy
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface
from packaging.tags import platform_tags


class KernelHook(BuildHookInterface):  # type: ignore[type-arg]
    """Makes a wheel for this platform, or one for all platforms that runs on NumPy alone."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Compiles in the source tree; for an editable installation that is all there is to do."""
        builder = Path(self.root, "classifier", "kernel", "build.py")
        problem = runpy.run_path(str(builder))["build"]()
        if problem:
            self.app.display_warning(f"no compiled kernel, NumPy will do its work: {problem}")
            return
        # No Python.h: one library serves every Python version. The plain tag of the system is what was built for.
        platform = next(tag for tag in platform_tags() if "manylinux" not in tag and "musllinux" not in tag)
        build_data["pure_python"] = False
        build_data["tag"] = f"py3-none-{platform}"
