"""A file that one process at a time holds; the system lets it go when that ends."""

import contextlib
import fcntl
import pathlib

from hwdigits.refusal import Refusal


@contextlib.contextmanager
def held(path: pathlib.Path, refusal: str | None = None):
    """Holds the file, made with its directory where they are not there.

    Args:
        path: of the file.
        refusal: what a second process is told; without one it waits.

    Raises:
        Refusal: there is a `refusal`, and another process holds it.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("w") as lock:
        at_once = 0 if refusal is None else fcntl.LOCK_NB
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | at_once)
        except BlockingIOError:
            raise Refusal(refusal) from None
        yield
