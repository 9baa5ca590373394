import harness
import pytest


@pytest.fixture(scope="session")
def cluster():
    with harness.own_cluster() as cluster:
        yield cluster


@pytest.fixture(scope="session")
def seeded(cluster):
    with harness.seeded_database(cluster) as database:
        yield database


@pytest.fixture
def sink():
    sink = harness.Sink()
    sink.open()
    yield sink
    sink.close()


@pytest.fixture
def database(seeded, sink):
    """A copy of the seeded database whose mail server is the test's sink."""
    with harness.copied_database(seeded) as copy:
        copy.sql("UPDATE ir_mail_server SET smtp_port = %s", sink.port)
        yield copy
