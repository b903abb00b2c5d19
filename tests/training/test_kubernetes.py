"""export/training: what each pod is told is what the command takes."""

import re

import pytest
import yaml

from hwdigits.commands import flags
from hwdigits.training import cluster
from tests.conftest import REPOSITORY

DIRECTORY = REPOSITORY / "export" / "training"


@pytest.fixture(scope="module")
def documents():
    """{kind: document}."""
    text = (DIRECTORY / "kubernetes.yaml").read_text(encoding="utf-8")
    return {one["kind"]: one for one in yaml.safe_load_all(text)}


@pytest.fixture(scope="module")
def pod(documents):
    return documents["Job"]["spec"]["template"]["spec"]


def environment(container, index):
    """The variables of the pod of this index, expanded as Kubernetes does it."""
    found = {}
    for variable in container["env"]:
        if "valueFrom" in variable:
            source = variable["valueFrom"]["fieldRef"]["fieldPath"]
            assert source == (
                "metadata.annotations['batch.kubernetes.io/job-completion-index']"
            )
            found[variable["name"]] = str(index)
        else:  # $(NAME) is a variable that stands above
            found[variable["name"]] = re.sub(
                r"\$\((\w+)\)", lambda match: found[match[1]], variable["value"]
            )
    return found


def test_each_pod_is_told_its_place_among_all(documents, pod):
    job = documents["Job"]
    (container,) = pod["containers"]
    count = job["spec"]["completions"]
    assert job["spec"]["completionMode"] == "Indexed"
    assert job["spec"]["parallelism"] == count
    for index in range(count):
        found = cluster.parse(environment(container, index)["TF_CONFIG"])
        assert found.index == index
        # A pod of an Indexed Job is called after its index, within its subdomain.
        assert list(found.addresses) == [
            f"{job['metadata']['name']}-{i}.{pod['subdomain']}:2222"
            for i in range(count)
        ]
        assert container["ports"] == [{"name": "workers", "containerPort": found.port}]


def test_the_service_names_the_pods_before_they_are_ready(documents, pod):
    service = documents["Service"]
    assert service["metadata"]["name"] == pod["subdomain"]
    assert service["spec"]["clusterIP"] == "None"
    assert service["spec"]["publishNotReadyAddresses"] is True
    labels = documents["Job"]["spec"]["template"]["metadata"]["labels"]
    assert service["spec"]["selector"] == labels
    assert service["spec"]["ports"] == [{"name": "workers", "port": 2222}]


def test_the_arguments_are_the_commands(pod):
    (container,) = pod["containers"]
    command, *arguments = container["args"]
    assert command == "train"
    values = flags.new()
    flags.define_places(values)
    for name in ("workdir",):
        flags.flags.DEFINE_string(name, None, "", flag_values=values)
    arguments = flags.config_first(arguments)
    flags.define_config(values, arguments)
    assert flags.parse(values, arguments, "") == []
    assert values.config.strategy == "multi_worker"
    (mount,) = container["volumeMounts"]
    assert values.workdir.startswith(mount["mountPath"])
    assert values.data_dir.startswith(mount["mountPath"])
    assert [volume["name"] for volume in pod["volumes"]] == [mount["name"]]


def test_a_killed_pod_is_started_again(documents, pod):
    assert pod["restartPolicy"] == "OnFailure"
    job = documents["Job"]["spec"]
    assert job["backoffLimit"] >= 5 * job["completions"]


def test_the_image_is_what_the_dockerfile_makes(pod):
    text = (DIRECTORY / "Dockerfile").read_text(encoding="utf-8")
    assert f"docker build -t {pod['containers'][0]['image']} " in text
    assert 'ENTRYPOINT ["hwdigits"]' in text
