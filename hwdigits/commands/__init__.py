"""The verbs of the command line, one file each: `run(...)` and `main(argv)`."""

# name -> what it does, as `hwdigits --help` lists it.
COMMANDS = {
    "train": "train a network or a baseline, log it, resume it",
    "evaluate": "score a trained run on test images, every one once",
    "query": "ask a TensorFlow Serving server what pictures show",
    "benchmark": "measure speed on this machine: input, train",
}
