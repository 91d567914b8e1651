import subprocess
import sys

import pytest


@pytest.mark.parametrize(
    ("engine", "package", "extra"),
    [
        ("datatrove", "datatrove", "datatrove"),
        ("ray", "ray", "ray"),
        ("spark", "pyspark", "spark"),
        ("datasets", "datasets", "datasets"),
    ],
)
def test_a_missing_engine_names_its_extra(engine, package, extra):
    program = (
        f"import sys\nsys.modules[{package!r}] = None\nfrom classifier.errors import UsageError\n"
        f"try:\n    import classifier.bulk.engines.{engine}\nexcept UsageError as error:\n    print(error)\n"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert f"needs the package {package}" in done.stdout
    assert f"pip install 'chinese-page-classifier[{extra}]'" in done.stdout
