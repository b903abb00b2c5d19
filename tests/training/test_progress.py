"""What a person sees while a network learns."""

import io
import sys

import pytest

from hwdigits.training import progress


class Terminal(io.StringIO):
    def isatty(self):
        return True


ROW = {
    "loss": 0.5,
    "accuracy": 0.75,
    "validation_loss": 0.25,
    "validation_accuracy": 0.875,
    "images_per_s": 12345.6,
}


def shown(stream, monkeypatch):
    monkeypatch.setattr(sys, "stdout", stream)
    clock = iter([0.0, 0.0, 10.0, 20.0])
    monkeypatch.setattr(progress.time, "perf_counter", lambda: next(clock))
    told = progress.Progress("classifier", epochs=3, steps=50, images=5000, done=0)
    told.begin()
    if stream.isatty():
        told.step(0, 25, 0.5, 0.75)
    else:
        next(clock)
        told.step(0, 25, 0.5, 0.75)  # says nothing, asks no clock
    told.end(0, ROW)
    return stream.getvalue()


def test_a_terminal_shows_steps_and_the_time_left(monkeypatch):
    live, final = shown(Terminal(), monkeypatch).split("\r")[1:]
    assert live.startswith(
        "classifier: epoch 1/3  step 25/50  loss 0.5000  accuracy 75.00%  "
        "250 images/s  50 s left"
    )
    assert final.startswith("classifier: epoch 1/3  loss 0.5000  accuracy 75.00%  ")
    assert final.endswith("\n")


def test_a_file_gets_one_plain_line_an_epoch(monkeypatch):
    text = shown(io.StringIO(), monkeypatch)
    assert text == (
        "classifier: epoch 1/3  loss 0.5000  accuracy 75.00%  validation loss 0.2500  "
        "accuracy 87.50%  12,346 images/s  40 s left\n"
    )


@pytest.mark.parametrize(
    ("seconds", "words"),
    [(0, "0 s"), (59.4, "59 s"), (185, "3 min 05 s"), (7800, "2 h 10 min")],
)
def test_durations_as_a_person_says_them(seconds, words):
    assert progress.duration(seconds) == words
