"""What the processes of one training tell each other, beside gradients.

The chief alone reads the data and the state of a killed run, validates, and writes; the
others get from it what they need. So only the chief's disk matters, all processes begin
at the same step, and all see the same images, without a file system that they share.
"""

import contextlib
import io
import json
import re
from collections.abc import Callable

import numpy as np

from hwdigits.refusal import Refusal
from hwdigits.training import cluster as cluster_lib


class Alone:
    """The only process of a training, whatever its devices: it is the chief."""

    is_chief = True

    def at_chief(self, do: Callable):
        """As `Workers.at_chief`."""
        return do()

    def share(self, make: Callable[[], dict]) -> dict:
        """As `Workers.share`."""
        return make()

    def agree(self, facts: dict) -> None:
        """As `Workers.agree`."""

    def watched(self):
        """As `Workers.watched`."""
        return contextlib.nullcontext()


class Workers:
    """One process among several of a training.

    Every method but `watched` must be called by all of them, in the same order.

    Args:
        strategy: a tf.distribute.MultiWorkerMirroredStrategy.
        cluster: the processes.
    """

    def __init__(self, strategy, cluster: cluster_lib.Cluster):
        self._strategy, self._cluster = strategy, cluster
        self._index, self._count = cluster.index, len(cluster.names)
        self.is_chief = cluster.index == 0
        self.name, self.chief = cluster.name(cluster.index), cluster.name(0)

    def at_chief(self, do: Callable):
        """Calls `do` at the chief and returns what it returns there, elsewhere None.

        Raises:
            Refusal: in every process, when the chief refuses.
        """
        done = []

        def make():
            done.append(do())
            return {}

        self.share(make)
        return done[0] if done else None

    def share(self, make: Callable[[], dict]) -> dict:
        """Gives everybody what the chief has.

        Args:
            make: called by the chief only; returns {name: NumPy array}. What it
                refuses, every process refuses.

        Returns:
            What `make` returned.

        Raises:
            Refusal: of the chief.
        """
        said = {}
        if self.is_chief:
            try:
                said = make()
            except Refusal as refusal:
                said = {"refused": np.array(str(refusal))}
        heard = _unpacked(self._gather(_packed(said) if self.is_chief else b"")[0])
        if "refused" in heard:
            whose = "" if self.is_chief else f"{self.chief} refuses: "
            raise Refusal(f"{whose}{heard['refused']}")
        return heard

    def agree(self, facts: dict) -> None:
        """Compares what must be the same in every process.

        Args:
            facts: {what it is called: its value, as JSON has it}.

        Raises:
            Refusal: in every process, and of the same words, when one differs.
        """
        told = [json.loads(each) for each in self._gather(json.dumps(facts).encode())]
        for index, theirs in enumerate(told):
            differences = [
                f"{name} is {told[0].get(name)!r} at {self.chief}, "
                f"{theirs.get(name)!r} at {self._cluster.name(index)}"
                for name in sorted(told[0].keys() | theirs.keys())
                if told[0].get(name) != theirs.get(name)
            ]
            if differences:
                raise Refusal(
                    "all workers must train the same. Received: "
                    f"{'; '.join(differences)}. Start the same command everywhere"
                )

    def watched(self):
        """Turns the loss of another process, inside, into one sentence: `watched`."""
        return watched(self._cluster)

    def _gather(self, payload):
        """The bytes of every process, at every process: a list in their order.

        Each puts its own where nobody else has any, and all are added up.
        """
        sizes = np.zeros((self._count, 4), np.uint16)
        sizes[self._index] = np.array([len(payload)], np.int64).view(np.uint16)
        sizes = self._sum(sizes.ravel()).view(np.int64)
        ends = np.cumsum(sizes)
        whole = np.zeros(ends[-1] + ends[-1] % 2, np.uint8)
        mine = slice(ends[self._index] - len(payload), ends[self._index])
        whole[mine] = np.frombuffer(payload, np.uint8)
        whole = self._sum(whole.view(np.uint16)).tobytes()
        return [whole[end - size : end] for end, size in zip(ends, sizes, strict=True)]

    def _sum(self, words):
        """Adds up uint16 `[N]` of every process, at most one of each not 0.

        As float32, which holds them exactly and which every device can add up.
        """
        import tensorflow as tf

        ours = self._strategy.num_replicas_in_sync // self._count

        def of_replica(context):
            first = context.replica_id_in_sync_group % ours == 0
            values = words if first else np.zeros_like(words)
            return tf.constant(values.astype(np.float32))

        parts = self._strategy.experimental_distribute_values_from_function(of_replica)
        return self._strategy.reduce("SUM", parts, axis=None).numpy().astype(np.uint16)


def _packed(arrays):
    file = io.BytesIO()
    np.savez(file, **arrays)
    return file.getvalue()


def _unpacked(payload):
    with np.load(io.BytesIO(payload)) as saved:
        return dict(saved)


@contextlib.contextmanager
def watched(cluster: cluster_lib.Cluster):
    """Turns the loss of another process, inside, into one sentence.

    TensorFlow notices it at once where a connection breaks, and after some ten seconds
    without a heartbeat where a machine falls silent.

    Raises:
        Refusal: another process was lost.
    """
    import tensorflow as tf  # here, so that whoever is alone need not import it

    gone = (
        *(tf.errors.UnavailableError, tf.errors.DeadlineExceededError),
        *(tf.errors.AbortedError, tf.errors.CancelledError),
        *(tf.errors.FailedPreconditionError, tf.errors.InternalError),
    )
    try:
        yield
    except gone as error:
        raise Refusal(
            f"{cluster.name(cluster.index)} lost {_lost(cluster, error.message)}. "
            "Start the same command on all workers again: it goes on from the last "
            "finished epoch"
        ) from error


def _lost(cluster, message):
    """Who is named in TensorFlow's words, other than this process."""
    for job, task in re.findall(r"/job:(\w+)/(?:replica:0/)?task:(\d+)", message):
        name = f"{job} {task}"
        if name in cluster.names and cluster.names.index(name) != cluster.index:
            return cluster.name(cluster.names.index(name))
    return "another worker, or the way to it"


def of(strategy) -> Alone | Workers:
    """The processes that a strategy joins.

    Args:
        strategy: any of tf.distribute.
    """
    resolver = getattr(strategy, "cluster_resolver", None)
    jobs = resolver.cluster_spec().as_dict() if resolver else {}
    if sum(map(len, jobs.values())) < 2:
        return Alone()
    task = {"type": resolver.task_type, "index": resolver.task_id}
    described = json.dumps({"cluster": jobs, "task": task})
    return Workers(strategy, cluster_lib.parse(described))
