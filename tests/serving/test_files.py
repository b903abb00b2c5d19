"""export/serving: the files agree with their formats, and with each other."""

import re
import subprocess

import pytest
import yaml
from google.protobuf import (
    descriptor_pb2,
    descriptor_pool,
    message_factory,
    text_format,
    wrappers_pb2,
)

from tests.conftest import REPOSITORY

DIRECTORY = REPOSITORY / "export" / "serving"
IMAGE = "tensorflow/serving:2.20.0"
# tensorflow-serving-api has no module of these two: the fields that the server reads
# (session_bundle_config.proto, monitoring_config.proto), by hand.
_BATCHING = {
    "max_batch_size": ".google.protobuf.Int64Value",
    "batch_timeout_micros": ".google.protobuf.Int64Value",
    "max_enqueued_batches": ".google.protobuf.Int64Value",
    "num_batch_threads": ".google.protobuf.Int64Value",
    "allowed_batch_sizes": "int64s",
}
_PROMETHEUS = {"enable": "bool", "path": "string"}
_MONITORING = {"prometheus_config": ".serving.Prometheus"}


def _text(name):
    return (DIRECTORY / name).read_text(encoding="utf-8")


@pytest.fixture(scope="module")
def message():
    """Builds an empty message by its name."""
    pool = descriptor_pool.DescriptorPool()
    pool.AddSerializedFile(wrappers_pb2.DESCRIPTOR.serialized_pb)
    file = descriptor_pb2.FileDescriptorProto(
        name="serving.proto",
        package="serving",
        dependency=[wrappers_pb2.DESCRIPTOR.name],
        syntax="proto3",
    )
    for name, fields in (
        ("Batching", _BATCHING),
        ("Prometheus", _PROMETHEUS),
        ("Monitoring", _MONITORING),
    ):
        _describe(file.message_type.add(name=name), fields)
    pool.Add(file)

    def build(name):
        found = pool.FindMessageTypeByName(f"serving.{name}")
        return message_factory.GetMessageClass(found)()

    return build


def _describe(described, fields):
    kinds = descriptor_pb2.FieldDescriptorProto
    types = {
        "int64s": kinds.TYPE_INT64,
        "bool": kinds.TYPE_BOOL,
        "string": kinds.TYPE_STRING,
    }
    for number, (name, kind) in enumerate(fields.items(), 1):
        field = described.field.add(name=name, number=number)
        field.label = kinds.LABEL_REPEATED if kind == "int64s" else kinds.LABEL_OPTIONAL
        field.type = types.get(kind, kinds.TYPE_MESSAGE)
        if kind not in types:
            field.type_name = kind


def test_the_models_config_is_what_the_server_parses():
    model_server_config_pb2 = pytest.importorskip(
        "tensorflow_serving.config.model_server_config_pb2",
        reason="TF Serving's stubs are not here: tools/environment dev installs them",
    )
    parsed = model_server_config_pb2.ModelServerConfig()
    text_format.Parse(_text("models.config"), parsed)
    (model,) = parsed.model_config_list.config
    assert (model.name, model.base_path) == ("digits", "/models/digits")
    assert model.model_platform == "tensorflow"
    assert model.model_version_policy.latest.num_versions == 1


def test_the_batching_config_has_only_fields_the_server_knows(message):
    parsed = text_format.Parse(_text("batching.config"), message("Batching"))
    sizes = list(parsed.allowed_batch_sizes)
    assert sizes == sorted(set(sizes))
    assert sizes[-1] == parsed.max_batch_size.value == 32
    for name in _BATCHING.keys() - {"allowed_batch_sizes"}:
        assert getattr(parsed, name).value > 0


def test_the_monitoring_config_has_only_fields_the_server_knows(message):
    parsed = text_format.Parse(_text("monitoring.config"), message("Monitoring"))
    assert parsed.prometheus_config.enable
    assert parsed.prometheus_config.path == "/monitoring/prometheus/metrics"


def test_an_unknown_field_would_be_found(message):
    with pytest.raises(text_format.ParseError, match="max_batch_sice"):
        text_format.Parse("max_batch_sice { value: 1 }", message("Batching"))


@pytest.fixture(scope="module")
def compose():
    return yaml.safe_load(_text("docker-compose.yaml"))["services"]["digits"]


@pytest.fixture(scope="module")
def kubernetes():
    """{kind: document}."""
    return {one["kind"]: one for one in yaml.safe_load_all(_text("kubernetes.yaml"))}


def test_compose_mounts_what_it_names_and_only_to_read(compose):
    assert compose["image"] == IMAGE
    mounts = [volume.rsplit(":", 2) for volume in compose["volumes"]]
    assert {access for _, _, access in mounts} == {"ro"}
    inside = {target: source for source, target, _ in mounts}
    assert "/models/digits" in inside
    for path in _config_paths(compose["command"]):
        assert (DIRECTORY / inside[path]).is_file()
    assert compose["ports"] == ["127.0.0.1:8500:8500", "127.0.0.1:8501:8501"]


def _config_paths(flags):
    return [
        value
        for name, _, value in (flag.partition("=") for flag in flags)
        if name.endswith("_config_file")
    ]


@pytest.mark.parametrize("state", ["up", "loading", "down"])
def test_the_health_check_tells_a_served_model(state, compose, rest, monkeypatch):
    command, shell, flag, script = compose["healthcheck"]["test"]
    assert (command, shell, flag) == ("CMD", "bash", "-c")
    if state == "loading":
        monkeypatch.setattr(rest, "answer", lambda path, body: {"state": "LOADING"})
    port = 9 if state == "down" else rest.port
    done = subprocess.run(
        ["bash", "-c", script.replace("8501", str(port))],
        capture_output=True,
        timeout=20,
    )
    assert (done.returncode == 0) == (state == "up")


def test_kubernetes_names_the_same_model_ports_and_paths(kubernetes, compose):
    template = kubernetes["Deployment"]["spec"]["template"]
    (container,) = template["spec"]["containers"]
    assert container["image"] == IMAGE
    assert container["args"] == compose["command"]
    ports = {port["name"]: port["containerPort"] for port in container["ports"]}
    assert ports == {"grpc": 8500, "rest": 8501}
    for probe in ("startupProbe", "readinessProbe", "livenessProbe"):
        assert container[probe]["httpGet"] == {
            "path": "/v1/models/digits",
            "port": "rest",
        }
    mounts = {one["mountPath"]: one for one in container["volumeMounts"]}
    assert all(one["readOnly"] for one in mounts.values())
    assert mounts.keys() == {"/models/digits", "/config"}
    volumes = {one["name"] for one in template["spec"]["volumes"]}
    assert {one["name"] for one in mounts.values()} == volumes
    assert container["resources"]["requests"].keys() == {"cpu", "memory"}
    notes = template["metadata"]["annotations"]
    assert notes["prometheus.io/port"] == "8501"
    assert notes["prometheus.io/path"] in _text("monitoring.config")


def test_the_service_finds_the_pods(kubernetes):
    spec = kubernetes["Service"]["spec"]
    template = kubernetes["Deployment"]["spec"]["template"]
    assert spec["selector"] == template["metadata"]["labels"]
    assert {one["port"]: one["targetPort"] for one in spec["ports"]} == {
        8500: "grpc",
        8501: "rest",
    }


def test_the_readme_makes_the_config_map_that_the_pods_mount(kubernetes):
    (container,) = kubernetes["Deployment"]["spec"]["template"]["spec"]["containers"]
    made = re.findall(r"--from-file=export/serving/(\S+)", _text("README.md"))
    mounted = [
        path.removeprefix("/config/") for path in _config_paths(container["args"])
    ]
    assert made == mounted
