"""All processes of a training are there before TensorFlow is told to join them.

TensorFlow waits for those that are missing for up to an hour, silently, and while it
waits neither Ctrl-C nor a thread of Python's gets through to it. So the others report
to the chief first, on the port that TensorFlow is going to use.
"""

import json
import socket
import time

from hwdigits.refusal import Refusal
from hwdigits.training.cluster import Cluster

_RETRY_S = 0.5
_ANSWER_S = 5  # for one line from whoever connects; what connects may be anything
_GO = b"go\n"


def meet(cluster: Cluster, patience_s: float) -> None:
    """Returns in all processes at about the same time, when all have come.

    Args:
        cluster: the processes.
        patience_s: how long to wait for the others.

    Raises:
        Refusal: this process cannot listen on its port, or others have not come.
    """
    listener = _listen(cluster)
    deadline = time.monotonic() + patience_s
    with listener:
        others = [i for i in range(len(cluster.names)) if i != cluster.index]
        if cluster.index == 0:
            missing = _receive(listener, set(others), deadline)
        else:
            others = [0]
            missing = [] if _report(cluster, deadline) else others
    if missing:
        names = ", ".join(cluster.name(index) for index in sorted(missing))
        raise Refusal(
            f"{cluster.name(cluster.index)} has waited {patience_s:.0f} s for {names}. "
            "Start the same command there, and look whether these addresses can be "
            "reached from here"
        )


def _listen(cluster):
    """Takes the port for now, also where nobody is going to report to it."""
    try:
        return socket.create_server(("", cluster.port))
    except OSError as error:
        raise Refusal(
            f"{cluster.name(cluster.index)} must be able to listen on its port. "
            f"Received: {cluster.port} ({error.strerror}). End what uses it, or name "
            "another port in every TF_CONFIG"
        ) from error


def _receive(listener, missing, deadline):
    """At the chief: lets all go once none is missing; returns who is, at the end."""
    waiting = {}  # index -> its connection, the last one where it was started again
    try:
        while missing and (left_s := deadline - time.monotonic()) > 0:
            listener.settimeout(left_s)
            try:
                connection, _ = listener.accept()
            except TimeoutError:
                break
            index = _reported(connection)
            if index in missing or index in waiting:
                waiting[index] = connection
                missing = missing - {index}
            else:
                connection.close()
        for connection in waiting.values() if not missing else ():
            connection.sendall(_GO)
    finally:
        for connection in waiting.values():
            connection.close()
    return missing


def _reported(connection):
    """The index that a process reports; None for whatever else has connected."""
    try:
        connection.settimeout(_ANSWER_S)
        line = connection.makefile("rb").readline(100)
        return json.loads(line)["worker"]
    except (OSError, ValueError, KeyError, TypeError):
        return None


def _report(cluster, deadline):
    """At the others: whether the chief has let this process go."""
    host, _, port = cluster.addresses[0].rpartition(":")
    told = json.dumps({"worker": cluster.index}).encode() + b"\n"
    while (left_s := deadline - time.monotonic()) > 0:
        try:
            address = (host.strip("[]"), int(port))
            with socket.create_connection(address, timeout=left_s) as chief:
                chief.sendall(told)
                if chief.makefile("rb").readline(len(_GO)) == _GO:
                    return True
        except OSError:
            pass  # it has not started, has no name yet, or is about to end
        time.sleep(_RETRY_S)
    return False
