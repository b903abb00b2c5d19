"""What workers tell each other, with threads in place of processes."""

import threading

import numpy as np
import pytest

from hwdigits import Refusal
from hwdigits.training import cluster, steps, workers


@pytest.fixture
def everywhere():
    """Calls a function with three workers at once; what each returned or raised."""

    def run(work):
        names = tuple(f"worker {i}" for i in range(3))
        barrier, shared = threading.Barrier(3, timeout=10), {}
        found = [None] * 3

        class Threaded(workers.Workers):
            def _sum(self, words):
                shared[self._index] = words
                barrier.wait()
                added = sum(shared[index].astype(float) for index in range(3))
                barrier.wait()
                return added.astype(np.uint16)

        def one(index):
            team = Threaded(None, cluster.Cluster(names, ("a:1", "b:1", "c:1"), index))
            try:
                found[index] = work(team, index)
            except Refusal as refusal:
                found[index] = refusal

        threads = [threading.Thread(target=one, args=(index,)) for index in range(3)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        return found

    return run


def test_everybody_has_what_the_chief_has_to_the_last_bit(everywhere):
    random = np.random.default_rng(0)
    sent = {
        "floats": np.array([-0.0, np.nan, 1e-40, 1 / 3], np.float32),
        "images": random.integers(0, 256, (3, 28, 28, 1), np.uint8),
        "names": np.array(["mnist/train/1", "ü"]),
    }
    for heard in everywhere(lambda team, index: team.share(lambda: sent)):
        for name, values in sent.items():
            assert heard[name].tobytes() == values.tobytes()
            assert heard[name].dtype == values.dtype


def test_only_the_chief_is_asked(everywhere):
    asked = []
    assert everywhere(
        lambda team, index: team.at_chief(lambda: asked.append(index) or index)
    ) == [0, None, None]
    assert asked == [0]


def test_what_the_chief_refuses_all_refuse(everywhere):
    def refuse():
        raise Refusal("there must be fonts")

    chief, *others = everywhere(lambda team, index: team.at_chief(refuse))
    assert str(chief) == "there must be fonts"
    for other in others:
        assert str(other) == "worker 0 (a:1) refuses: there must be fonts"


def test_workers_of_one_config_agree(everywhere):
    assert everywhere(lambda team, index: team.agree({"seed": 3})) == [None] * 3


def test_a_worker_of_another_config_is_named_to_all(everywhere):
    found = everywhere(
        lambda team, index: team.agree({"seed": 3, "training.epochs": 5 + index // 2})
    )
    for refusal in found:
        assert str(refusal) == (
            "all workers must train the same. Received: training.epochs is 5 at "
            "worker 0 (a:1), 6 at worker 2 (c:1). Start the same command everywhere"
        )


@pytest.mark.parametrize("replicas", [1, 2, 3, 8])
@pytest.mark.parametrize("size", [1, 2, 5, 100])
def test_every_image_of_a_batch_counts_once(size, replicas):
    batch = np.arange(size)
    parts = [steps.part(batch, replica, replicas) for replica in range(replicas)]
    each = 1 if size >= replicas else replicas
    assert sorted(np.concatenate(parts)) == sorted(batch.tolist() * each)
    assert max(map(len, parts)) - min(map(len, parts)) <= 1
    assert min(map(len, parts)) > 0
