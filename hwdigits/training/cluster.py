"""Which processes train together: TF_CONFIG, judged before TensorFlow reads it.

TensorFlow itself trusts it: a wrong port or a doubled address ends in an hour of silent
waiting, an unknown job in a stack trace.
"""

import dataclasses
import json
import re

from hwdigits.refusal import Refusal

_EXAMPLE = (
    '{"cluster": {"worker": ["host1:2222", "host2:2222"]}, '
    '"task": {"type": "worker", "index": 0}}'
)
# host:port; an IPv6 address stands in brackets.
_ADDRESS = re.compile(r"(\[[0-9A-Fa-f:.]+\]|[^\s:/\[\]]+):(\d{1,5})")
# What TensorFlow knows and this training has no use for, and what to do instead.
_OTHER_JOBS = {
    "ps": "parameter servers belong to another strategy; name workers only",
    "evaluator": "scoring is a command of its own, hwdigits evaluate",
}


@dataclasses.dataclass(frozen=True)
class Cluster:
    """The processes of one training.

    Args:
        names: of all of them, as "worker 0", the chief's first.
        addresses: "host:port" of each.
        index: of this process among them.
    """

    names: tuple[str, ...]
    addresses: tuple[str, ...]
    index: int

    def name(self, index: int) -> str:
        """A process as a person is told of it: "worker 1 (host2:2222)"."""
        return f"{self.names[index]} ({self.addresses[index]})"

    @property
    def port(self) -> int:
        """Where this process listens."""
        return int(self.addresses[self.index].rpartition(":")[2])


def parse(text: str) -> Cluster:
    """Reads TF_CONFIG.

    Args:
        text: its JSON. The chief, who alone writes, is the "chief" where one is named,
            else worker 0.

    Raises:
        Refusal: it is missing, or not what TensorFlow needs for workers.
    """
    try:
        return _parsed(text)
    except ValueError as error:
        raise Refusal(
            f"config.strategy=multi_worker needs TF_CONFIG as {_EXAMPLE}. "
            f"Received: {text or 'no TF_CONFIG'} ({error})"
        ) from None


def _parsed(text):
    if not text:
        raise ValueError("set it in the environment of each process")
    whole = _object(json.loads(text), "TF_CONFIG")
    jobs = _jobs(_object(whole.get("cluster"), "'cluster'"))
    task = _object(whole.get("task"), "'task'")
    kind, index = task.get("type"), task.get("index")
    if not isinstance(kind, str) or kind not in jobs:
        why = _OTHER_JOBS.get(str(kind), f"it must be one of {', '.join(jobs)}")
        raise ValueError(f"task type {kind!r}: {why}")
    if type(index) is not int:
        raise ValueError(f"task index {index!r} must be a whole number")
    if not 0 <= index < len(jobs[kind]):
        raise ValueError(f"task index {index} of {len(jobs[kind])} {kind}(s)")
    names = [f"{job} {i}" for job in jobs for i in range(len(jobs[job]))]
    addresses = [address for job in jobs.values() for address in job]
    return Cluster(tuple(names), tuple(addresses), names.index(f"{kind} {index}"))


def _jobs(cluster):
    """{"chief": [address], "worker": [...]}, the chief first where there is one."""
    for job in cluster:
        if job not in ("chief", "worker"):
            why = _OTHER_JOBS.get(job, "a cluster has workers and perhaps a chief")
            raise ValueError(f"'cluster' names {job!r}: {why}")
    jobs = {job: cluster[job] for job in ("chief", "worker") if job in cluster}
    if not jobs:
        raise ValueError("'cluster' must name 'worker's")
    for job, addresses in jobs.items():
        if not isinstance(addresses, list) or not addresses:
            raise ValueError(f"{job!r} must be a list of addresses")
        for address in addresses:
            _check_address(address)
    if len(jobs.get("chief", [""])) > 1:
        raise ValueError("there is one 'chief'")
    everyone = [address for job in jobs.values() for address in job]
    for address in everyone:
        if everyone.count(address) > 1:
            raise ValueError(f"{address} is named twice")
    return jobs


def _object(value, name):
    if not isinstance(value, dict):
        raise ValueError(f"{name} must be an object")
    return value


def _check_address(address):
    match = _ADDRESS.fullmatch(address) if isinstance(address, str) else None
    if not match or not 1 <= int(match[2]) <= 65535:
        raise ValueError(f"{address!r} must be host:port, the port from 1 to 65535")
