from benchmarks.environment import fair, machine, peak_megabytes, versions


def test_a_fair_environment_has_one_thread_and_no_foreign_kernel():
    environment = fair(
        {"PATH": "/bin", "OPENBLAS_CORETYPE": "Haswell", "OPENBLAS_L2_SIZE": "1", "OMP_NUM_THREADS": "8"}
    )
    assert environment == {
        "PATH": "/bin",
        "OPENBLAS_NUM_THREADS": "1",
        "OMP_NUM_THREADS": "1",
        "MKL_NUM_THREADS": "1",
    }
    assert fair(environment) == environment


def test_machine_and_versions_are_named():
    assert set(machine()) == {"processor", "cores", "system", "python", "blas"}
    assert all(machine().values())
    assert {"numpy", "scikit-learn"} <= set(versions())


def test_peak_memory_is_what_the_process_once_held():
    before = peak_megabytes()
    block = bytearray(b"x" * 300_000_000)
    assert peak_megabytes() >= 300
    del block
    assert peak_megabytes() >= max(before, 300)
