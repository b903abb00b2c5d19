"""What a person sees while a network learns: one line an epoch, live on a terminal."""

import sys
import time


class Progress:
    """Prints a stage's progress.

    Args:
        stage: its name, shown before every line.
        epochs: how many there are.
        steps: how many steps an epoch has.
        images: how many images an epoch has.
        done: epochs that an earlier process has finished.
    """

    def __init__(self, stage: str, epochs: int, steps: int, images: int, done: int):
        self._prefix = f"{stage}: "
        self._epochs, self._steps, self._images = epochs, steps, images
        self._first = done
        self._begun = self._epoch_begun = time.perf_counter()
        self._live = sys.stdout.isatty()

    def begin(self) -> None:
        """An epoch begins."""
        self._epoch_begun = time.perf_counter()

    def step(self, epoch: int, step: int, loss: float, accuracy: float | None) -> None:
        """`step` steps of the epoch (from 0) are done; shown on a terminal only."""
        if not self._live:
            return
        elapsed_s = time.perf_counter() - self._epoch_begun
        share = step / self._steps
        rate = share * self._images / elapsed_s
        left_s = elapsed_s / share * (self._epochs - epoch - share)
        hits = "" if accuracy is None else f"  accuracy {accuracy:.2%}"
        sys.stdout.write(
            f"\r{self._prefix}epoch {epoch + 1}/{self._epochs}  step {step}/"
            f"{self._steps}  loss {loss:.4f}{hits}  {rate:,.0f} images/s  "
            f"{duration(left_s)} left \x1b[K"
        )
        sys.stdout.flush()

    def end(self, epoch: int, row: dict) -> None:
        """The epoch (from 0) is over, with what `row` says of it."""
        per_epoch_s = (time.perf_counter() - self._begun) / (epoch + 1 - self._first)
        left = duration(per_epoch_s * (self._epochs - epoch - 1))
        parts = [f"epoch {epoch + 1}/{self._epochs}", f"loss {row['loss']:.4f}"]
        if "accuracy" in row:
            parts.append(f"accuracy {row['accuracy']:.2%}")
        parts.append(f"validation loss {row['validation_loss']:.4f}")
        if "validation_accuracy" in row:
            parts.append(f"accuracy {row['validation_accuracy']:.2%}")
        parts += [f"{row['images_per_s']:,.0f} images/s", f"{left} left"]
        start, end = ("\r", "\x1b[K\n") if self._live else ("", "\n")
        sys.stdout.write(f"{start}{self._prefix}{'  '.join(parts)}{end}")
        sys.stdout.flush()


class Silence:
    """In place of `Progress` where another process shows it."""

    def __init__(self, *told):
        """Takes what `Progress` takes."""

    def begin(self) -> None:
        """Nothing."""

    def step(self, *told) -> None:
        """Nothing."""

    def end(self, *told) -> None:
        """Nothing."""


def duration(seconds: float) -> str:
    """As a person says it: "42 s", "3 min 05 s", "2 h 10 min"."""
    seconds = round(seconds)
    if seconds < 60:
        return f"{seconds} s"
    if seconds < 3600:
        return f"{seconds // 60} min {seconds % 60:02d} s"
    return f"{seconds // 3600} h {seconds % 3600 // 60:02d} min"
