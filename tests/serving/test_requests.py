"""The requests in export/serving/README.md, and the signatures behind them."""

import json
import re
import urllib.request

import numpy as np
import pytest

from tests.conftest import REPOSITORY
from tests.serving.conftest import bar, picture

README = (REPOSITORY / "export" / "serving" / "README.md").read_text(encoding="utf-8")
_CURL = re.compile(
    r"^curl (?:-d (?:'(?P<body>[^']*)'|@(?P<file>\S+)) )?http://127\.0\.0\.1:8501(?P<path>\S+)$",
    re.MULTILINE,
)
REQUESTS = list(_CURL.finditer(README))


def send(rest, path, body=None):
    """(HTTP code, the reply's JSON)."""
    request = urllib.request.Request(rest.address + path, body)
    try:
        with urllib.request.urlopen(request, timeout=20) as reply:
            return reply.status, json.load(reply)
    except urllib.error.HTTPError as error:
        return error.code, json.load(error)


def test_every_curl_line_is_sent():
    assert len(REQUESTS) == README.count("curl ") - README.count("curl nor") == 6


@pytest.mark.parametrize("match", REQUESTS, ids=lambda m: m["path"].split("/")[-1])
def test_a_curl_line_is_answered_as_the_page_says(match, rest):
    body = match["body"] and match["body"].encode()
    if match["file"]:
        body = (REPOSITORY / match["file"]).read_bytes()
    code, reply = send(rest, match["path"], body)
    assert code == 200, reply
    outputs = {"digit", "confidence", "probabilities"}
    kind = next(iter(reply))
    if kind == "predictions":
        (row,) = reply["predictions"]
        assert row.keys() == outputs
    elif kind == "outputs":
        assert reply["outputs"].keys() == outputs
        assert np.shape(reply["outputs"]["probabilities"]) == (1, 10)
    elif kind == "results":
        ((best, *others),) = reply["results"]
        assert len(others) == 9
        assert best[0] in "0123456789"
        assert best[1] >= others[0][1]
    elif kind == "model_version_status":
        assert reply[kind][0]["state"] == "AVAILABLE"
    else:
        signatures = reply["metadata"]["signature_def"]["signature_def"]
        assert {"serving_default", "predict_bytes", "classify"} <= signatures.keys()


def test_the_pages_two_pictures_are_the_same_one(rest):
    floats = (REPOSITORY / "export" / "serving" / "digit.json").read_bytes()
    by_floats = send(rest, "/v1/models/digits:predict", floats)[1]["predictions"]
    row = next(m for m in REQUESTS if "instances" in (m["body"] or ""))
    by_bytes = send(rest, row["path"], row["body"].encode())[1]["predictions"]
    assert by_floats == by_bytes


def test_the_warm_up_requests_replay_at_load(exported, served):
    pytest.importorskip("tensorflow_serving", reason="TF Serving's stubs")
    from tests.serving import warmup

    answers = warmup.replay(exported / "1", served)
    assert answers == {
        name: [7] for name in ("serving_default", "predict_bytes", "classify")
    }


def test_a_warm_up_request_that_fails_fails_the_load(exported, served, tmp_path):
    pytest.importorskip("tensorflow_serving", reason="TF Serving's stubs")
    from hwdigits.exporting import saved_model
    from tests.serving import warmup
    from tests.serving.served import Fault

    saved_model.write_warmup(tmp_path, np.zeros((20, 20, 1), np.uint8))
    with pytest.raises(Fault, match="Cannot feed value of shape"):
        warmup.replay(tmp_path, served)


@pytest.mark.parametrize(
    ("path", "body", "code", "words"),
    [
        ("/v1/models/digits:predict", {}, 400, "instances"),
        ("/v1/models/digits:predict", {"instances": []}, 400, "empty"),
        ("/v1/models/digits:predict", {"instances": [], "inputs": []}, 400, "one of"),
        ("/v1/models/digits:predict", {"instances": [[1]]}, 400, "feed"),
        (
            "/v1/models/digits:predict",
            {"signature_name": "x", "instances": [1]},
            400,
            '"x" not found in signature def',
        ),
        ("/v1/models/none:predict", {"instances": [1]}, 404, "Servable not found"),
        ("/v1/models/digits/versions/7:predict", {"instances": [1]}, 404, "7"),
        ("/v2/models/digits:predict", {"instances": [1]}, 400, "Malformed request"),
    ],
)
def test_errors_have_the_documented_codes(path, body, code, words, rest):
    answered, reply = send(rest, path, json.dumps(body).encode())
    assert answered == code
    assert words in reply["error"]


def test_the_grpc_services_answer_the_same(grpc, served):
    import grpc as grpc_library
    import tensorflow as tf
    from tensorflow_serving.apis import (
        classification_pb2,
        get_model_metadata_pb2,
        get_model_status_pb2,
        model_service_pb2_grpc,
        predict_pb2,
        prediction_service_pb2_grpc,
    )

    channel = grpc_library.insecure_channel(grpc.address)
    prediction = prediction_service_pb2_grpc.PredictionServiceStub(channel)
    asked = classification_pb2.ClassificationRequest()
    asked.model_spec.name, asked.model_spec.signature_name = "digits", "classify"
    for digit in (7, 2):
        example = asked.input.example_list.examples.add()
        feature = example.features.feature["image/encoded"]
        feature.bytes_list.value.append(picture(digit))
    rows = prediction.Classify(asked).result.classifications
    assert [row.classes[0].label for row in rows] == ["7", "2"]

    asked = predict_pb2.PredictRequest()
    asked.model_spec.name = "digits"
    images = np.stack([bar(7), bar(2)])[..., None] / np.float32(255)
    asked.inputs["images"].CopyFrom(tf.make_tensor_proto(images))
    reply = prediction.Predict(asked)
    assert tf.make_ndarray(reply.outputs["digit"]).tolist() == [7, 2]
    scores = [row.classes[0].score for row in rows]
    np.testing.assert_allclose(
        tf.make_ndarray(reply.outputs["confidence"]), scores, rtol=1e-6
    )

    asked = get_model_metadata_pb2.GetModelMetadataRequest()
    asked.model_spec.name = "digits"
    asked.metadata_field.append("signature_def")
    signatures = get_model_metadata_pb2.SignatureDefMap()
    prediction.GetModelMetadata(asked).metadata["signature_def"].Unpack(signatures)
    assert signatures.signature_def["classify"].method_name == (
        "tensorflow/serving/classify"
    )

    asked = get_model_status_pb2.GetModelStatusRequest()
    asked.model_spec.name = "digits"
    status = model_service_pb2_grpc.ModelServiceStub(channel).GetModelStatus(asked)
    (version,) = status.model_version_status
    assert (version.version, version.state) == (1, version.AVAILABLE)
