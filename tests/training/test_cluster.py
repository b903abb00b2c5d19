"""TF_CONFIG is judged by its words before TensorFlow sees it."""

import contextlib
import json
import socket
import threading
import time

import pytest

from hwdigits import Refusal
from hwdigits.training import cluster, rendezvous, strategies

TWO = {"worker": ["a:1", "b:2"]}


def config(workers=None, **task):
    task = {"type": "worker", "index": 0} | task
    return json.dumps({"cluster": workers or TWO, "task": task})


def test_the_first_worker_is_the_chief():
    found = cluster.parse(config(index=1))
    assert (found.index, found.port, found.name(0)) == (1, 2, "worker 0 (a:1)")


def test_a_chief_that_is_named_comes_first():
    jobs = {"worker": ["a:1", "b:2"], "chief": ["[::1]:3"]}
    found = cluster.parse(config(jobs, index=1))
    assert found.names == ("chief 0", "worker 0", "worker 1")
    assert found.addresses == ("[::1]:3", "a:1", "b:2")
    assert found.index == 2
    assert cluster.parse(config(jobs, type="chief")).index == 0


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", "Received: no TF_CONFIG"),
        ("{", "Received: {"),
        ("[]", "TF_CONFIG must be an object"),
        ('{"task": {}}', "'cluster' must be an object"),
        ('{"cluster": {"worker": ["a:1"]}}', "'task' must be an object"),
        ('{"cluster": {}, "task": {}}', "must name 'worker's"),
        (config({"worker": "a:1"}), "'worker' must be a list of addresses"),
        (config({"worker": []}), "'worker' must be a list of addresses"),
        (config({"worker": {"0": "a:1"}}), "'worker' must be a list of addresses"),
        (config({"worker": [1]}), "1 must be host:port"),
        (config({"worker": ["a"]}), "'a' must be host:port"),
        (config({"worker": ["http://a:1"]}), "'http://a:1' must be host:port"),
        (config({"worker": ["a:0"]}), "the port from 1 to 65535"),
        (config({"worker": ["a:65536"]}), "the port from 1 to 65535"),
        (config({"worker": ["a:1", "a:1"]}), "a:1 is named twice"),
        (config({"worker": ["a:1"], "chief": ["a:1"]}), "a:1 is named twice"),
        (config({"worker": ["a:1"], "chief": ["b:1", "c:1"]}), "there is one 'chief'"),
        (config(TWO | {"ps": ["c:1"]}), "parameter servers belong to another strategy"),
        (config(TWO | {"evaluator": ["c:1"]}), "hwdigits evaluate"),
        (config(TWO | {"cook": ["c:1"]}), "'cluster' names 'cook'"),
        (config(type="evaluator"), "task type 'evaluator': scoring is a command"),
        (config(type="ps"), "task type 'ps': parameter servers"),
        (config(type="chief"), "task type 'chief': it must be one of worker"),
        (config(type=["worker"]), "must be one of worker"),
        (config(index=2), "task index 2 of 2 worker(s)"),
        (config(index=-1), "task index -1 of 2"),
        (config(index="0"), "task index '0' must be a whole number"),
        (config(index=True), "task index True must be a whole number"),
    ],
)
def test_a_malformed_tf_config_is_refused(text, words, monkeypatch):
    monkeypatch.setenv("TF_CONFIG", text)
    with pytest.raises(Refusal, match="multi_worker needs TF_CONFIG as") as refusal:
        strategies.build("multi_worker")
    assert words in str(refusal.value)


def test_a_port_that_is_taken_is_refused():
    with socket.create_server(("", 0)) as taken:
        port = taken.getsockname()[1]
        workers = {"worker": [f"127.0.0.1:{port}", "127.0.0.1:1"]}
        described = cluster.parse(config(workers))
        with pytest.raises(Refusal, match=f"Received: {port} .*in use"):
            rendezvous.meet(described, patience_s=1)


@pytest.fixture
def meeting():
    """Lets some of three processes meet, as threads; {index: its refusal or None}."""

    def meet(indices, patience_s):
        with contextlib.ExitStack() as stack:
            free = [
                stack.enter_context(socket.create_server(("", 0))) for _ in range(3)
            ]
            addresses = [f"localhost:{one.getsockname()[1]}" for one in free]
        names = [f"worker {i}" for i in range(3)]
        found = {}

        def one(index):
            try:
                found[index] = rendezvous.meet(
                    cluster.Cluster(names, addresses, index), patience_s
                )
            except Refusal as refusal:
                found[index] = str(refusal)

        threads = [threading.Thread(target=one, args=(index,)) for index in indices]
        for thread in reversed(threads):  # the chief comes last
            thread.start()
            time.sleep(0.1)
        yet = dict(found)
        with socket.create_connection(("localhost", int(addresses[0][10:]))) as odd:
            odd.sendall(b"GET / HTTP/1.1\r\n")  # others may connect too
        for thread in threads:
            thread.join()
        return found, yet

    return meet


def test_nobody_begins_before_all_are_there(meeting):
    found, _ = meeting([0, 1, 2], 30)
    assert found == {0: None, 1: None, 2: None}


def test_those_that_are_there_name_who_is_not(meeting):
    found, yet = meeting([0, 2], 2)
    assert yet == {}
    assert "worker 0 (localhost:" in found[0]
    assert "has waited 2 s for worker 1 (localhost:" in found[0]
    assert "has waited 2 s for worker 0 (localhost:" in found[2]
