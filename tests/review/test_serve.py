import pytest

from classifier.errors import InputError
from classifier.review.serve import address, listen, new_token


def test_listens_on_this_machine_alone():
    with listen(0) as listener:
        host, port = listener.getsockname()
        assert host == "127.0.0.1"
        assert address(listener, "secret") == f"http://127.0.0.1:{port}/#token=secret"


def test_a_port_that_is_taken_is_named():
    with listen(0) as listener:
        port = listener.getsockname()[1]
        with pytest.raises(InputError, match=f"port {port} cannot be used"):
            listen(port)


def test_every_run_has_its_own_token():
    assert len({new_token() for _ in range(20)}) == 20
    assert len(new_token()) >= 32
