"""What all tests share: `--full`, and where the repository is."""

from collections.abc import Callable
from pathlib import Path

import pytest


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--full", action="store_true", help="also run the tests marked `full`")


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    if config.getoption("--full"):
        return
    skip = pytest.mark.skip(reason="longer than the budget; `course test --full` runs it")
    for item in items:
        if item.get_closest_marker("full"):
            item.add_marker(skip)


@pytest.fixture(scope="session")
def repository() -> Path:
    """Return the root of the repository."""
    return Path(__file__).resolve().parents[1]


@pytest.fixture
def link() -> Callable[[Path, Path], None]:
    """Make a link, or skip where the system lets no ordinary person make one."""

    def link(path: Path, target: Path) -> None:
        try:
            path.symlink_to(target, target_is_directory=target.is_dir())
        except OSError as error:
            pytest.skip(f"links cannot be made here: {error}")

    return link
