"""The client against servers that keep TensorFlow Serving's contracts."""

import base64
import json
import subprocess
import sys

import numpy as np
import pytest

from hwdigits import Refusal, serving
from hwdigits.serving import rest as rest_lib
from hwdigits.serving import stubs
from tests.conftest import REPOSITORY
from tests.serving.conftest import SUFFIXES, picture

DIGITS = [5, 0, 9, None, 3]
PICTURES = [picture(digit) for digit in DIGITS]


@pytest.fixture(params=["rest", "grpc"])
def server(request):
    """(protocol, a running server)."""
    return request.param, request.getfixturevalue(request.param)


def client(server, **changes):
    """A client that waits for nothing, and the pauses it would have made."""
    protocol, running = server
    pauses = []
    made = serving.Client(
        changes.pop("address", None) or running.address,
        **{"protocol": protocol, "pause": pauses.append, "timeout_s": 20.0} | changes,
    )
    return made, pauses


def tries(server):
    protocol, running = server
    return len(running.bodies) if protocol == "rest" else running.calls


def test_every_picture_is_answered_in_order(server):
    asked, _ = client(server)
    answers = asked.predict(PICTURES)
    read = [None if one["rejected"] else one["digit"] for one in answers]
    assert read == DIGITS
    for answer in answers:
        assert list(answer) == ["digit", "confidence", "probabilities", "rejected"]
        sure = 0 if answer["rejected"] else max(answer["probabilities"])
        assert answer["confidence"] == sure
        assert sum(answer["probabilities"]) == pytest.approx(1, abs=1e-5)
        json.dumps(answer)
    assert len(asked.latencies_ms) == 1


def test_both_protocols_give_the_same_answers(rest, grpc):
    by_rest, _ = client(("rest", rest))
    by_grpc, _ = client(("grpc", grpc))
    assert by_rest.predict(PICTURES) == by_grpc.predict(PICTURES)


@pytest.mark.parametrize("suffix", SUFFIXES)
def test_every_format_is_read(suffix, server):
    asked, _ = client(server)
    assert asked.predict([picture(4, suffix)])[0]["digit"] == 4


def test_the_rest_request_is_as_documented(rest):
    client(("rest", rest))[0].predict(PICTURES[:2])
    encoded = [base64.b64encode(one).decode() for one in PICTURES[:2]]
    assert json.loads(rest.bodies[0]) == {
        "signature_name": "predict_bytes",
        "instances": [{"image_bytes": {"b64": text}} for text in encoded],
    }


def test_a_version_can_be_asked_for(server):
    asked, _ = client(server, version=1)
    assert asked.predict(PICTURES[:1])[0]["digit"] == 5
    asked, _ = client(server, version=7)
    with pytest.raises(Refusal, match=r"Servable not found.*Specific\(digits, 7\)"):
        asked.predict(PICTURES[:1])


def test_an_unknown_model_is_refused_at_once(server):
    asked, pauses = client(server, model="letters")
    with pytest.raises(Refusal, match=r"Latest\(letters\).*Check --model"):
        asked.predict(PICTURES[:1])
    assert pauses == []


def test_an_unknown_signature_is_refused_at_once(server, monkeypatch):
    for transport in (rest_lib, stubs):
        monkeypatch.setattr(transport, "SIGNATURE", "predict_sounds")
    asked, pauses = client(server)
    with pytest.raises(Refusal, match='"predict_sounds" not found'):
        asked.predict(PICTURES)
    assert pauses == []


def test_a_busy_server_is_asked_again_with_growing_pauses(server):
    faults = {"rest": [503, 429, 504], "grpc": ["UNAVAILABLE"] * 3}[server[0]]
    server[1].faults += faults
    asked, pauses = client(server)
    assert asked.predict(PICTURES[:1])[0]["digit"] == 5
    assert pauses == [0.5, 1.0, 2.0]
    assert tries(server) == 4
    assert len(asked.latencies_ms) == 1


def test_a_reset_connection_is_asked_again(rest):
    rest.faults.append("reset")
    asked, pauses = client(("rest", rest))
    assert asked.predict(PICTURES[:1])[0]["digit"] == 5
    assert len(pauses) == 1


def test_a_late_server_is_asked_again(grpc):
    grpc.faults.append("DEADLINE_EXCEEDED")
    asked, pauses = client(("grpc", grpc))
    assert asked.predict(PICTURES[:1])[0]["digit"] == 5
    assert len(pauses) == 1


def test_retries_end(server):
    fault = {"rest": 503, "grpc": "UNAVAILABLE"}[server[0]]
    server[1].faults += [fault] * 3
    asked, _ = client(server, retries=2)
    with pytest.raises(serving.TransportError, match=r"injected.*\(3 tries\)"):
        asked.predict(PICTURES[:1])


def test_a_server_that_is_down_is_tried_once_a_request_until_it_is_back(server):
    fault = {"rest": 503, "grpc": "UNAVAILABLE"}[server[0]]
    server[1].faults += [fault] * 4
    asked, pauses = client(server, retries=1)
    for number in (2, 3, 4):
        outcomes = asked.predict_each(PICTURES[:2])
        assert [type(one) for one in outcomes] == [serving.TransportError] * 2
        assert tries(server) == number
    server[1].faults.clear()
    assert asked.predict(PICTURES[:1])[0]["digit"] == 5
    server[1].faults.append(fault)
    asked.predict(PICTURES[:1])  # up again: again with a retry
    assert len(pauses) == 2


def test_the_models_own_answer_is_final(server):
    asked, pauses = client(server)
    with pytest.raises(serving.ModelError, match="PNG"):
        asked.predict([PICTURES[0], PICTURES[0][:40]])
    assert pauses == []
    assert tries(server) == 1


def test_an_internal_error_is_final_and_blames_no_picture(rest):
    rest.faults.append(500)
    asked, _ = client(("rest", rest))
    outcomes = asked.predict_each(PICTURES)
    assert {str(one) for one in outcomes} == {"HTTP 500: injected 500"}
    assert len(rest.bodies) == 1


def test_one_corrupt_picture_costs_the_others_nothing(server):
    asked, _ = client(server)
    outcomes = asked.predict_each([PICTURES[0], PICTURES[0][:40], PICTURES[2]])
    assert [outcomes[0]["digit"], outcomes[2]["digit"]] == [5, 9]
    assert isinstance(outcomes[1], serving.ModelError)
    assert tries(server) == 4  # all three, then each


@pytest.mark.parametrize(
    ("protocol", "words"), [("rest", "Connection refused"), ("grpc", "UNAVAILABLE")]
)
def test_nobody_at_the_address_is_a_transport_error(protocol, words):
    if protocol == "grpc":
        pytest.importorskip("tensorflow_serving", reason="TF Serving's stubs")
    asked, _ = client((protocol, None), address=_nowhere(protocol), retries=0)
    with pytest.raises(serving.TransportError, match=words):
        asked.predict(PICTURES[:1])


def _nowhere(protocol):
    return {"rest": "http://127.0.0.1:9", "grpc": "127.0.0.1:9"}[protocol]


def test_an_address_without_a_scheme_is_refused():
    with pytest.raises(Refusal, match=r"begins with http://.*Received: localhost:8501"):
        serving.Client("localhost:8501")


@pytest.mark.parametrize(
    "reply", [{}, {"predictions": [{"label": 1}]}, {"predictions": 1}, [1]]
)
def test_another_kind_of_server_is_refused(reply, rest, monkeypatch):
    monkeypatch.setattr(rest, "answer", lambda path, body: reply)
    asked, _ = client(("rest", rest))
    with pytest.raises(Refusal, match="an answer without"):
        asked.predict(PICTURES[:1])


def test_a_model_that_does_not_judge_ink_rejects_nothing(rest, monkeypatch):
    row = {"digit": 3, "confidence": 0.5, "probabilities": [0.1] * 10}
    monkeypatch.setattr(rest, "answer", lambda path, body: {"predictions": [row]})
    asked, _ = client(("rest", rest))
    assert asked.predict([b""])[0] == row | {"rejected": False}


@pytest.mark.parametrize(("confidence", "digit"), [(0.4, 7), (0.0, None)])
def test_a_doubtful_digit_is_rejected_and_told_and_no_ink_is_none(
    confidence, digit, rest, monkeypatch
):
    chances = [0.05] * 7 + [0.4, 0.15, 0.1]
    row = {"digit": -1, "confidence": confidence, "probabilities": chances}
    monkeypatch.setattr(rest, "answer", lambda path, body: {"predictions": [row]})
    asked, _ = client(("rest", rest))
    assert asked.predict([b""])[0] == row | {"digit": digit, "rejected": True}


def test_fewer_answers_than_pictures_are_an_error(rest, monkeypatch):
    monkeypatch.setattr(rest, "answer", lambda path, body: {"predictions": []})
    asked, _ = client(("rest", rest))
    with pytest.raises(serving.ModelError, match="0 answers to 1 pictures"):
        asked.predict([b""])


@pytest.mark.parametrize(
    ("protocol", "module"),
    [("rest", "requests"), ("grpc", "tensorflow_serving.apis"), ("grpc", "tensorflow")],
)
def test_a_missing_package_is_named_with_the_way_to_get_it(protocol, module):
    script = (
        f"import sys; sys.modules['{module}'] = None\n"
        "from hwdigits import Refusal, serving\n"
        f"try: serving.Client(protocol='{protocol}')\n"
        "except Refusal as error: print(error)"
    )
    done = subprocess.run(
        [sys.executable, "-c", script], cwd=REPOSITORY, capture_output=True, text=True
    )
    assert module.split(".")[0] in done.stdout
    assert "pip install 'hwdigits[serving]'" in done.stdout


def test_floats_come_as_they_were_written():
    assert stubs._shortest(np.float32(0.998)).tolist() == 0.998
