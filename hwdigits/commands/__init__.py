"""The verbs of the command line, one file each: `run(...)` and `main(argv)`."""

# name -> what it does, as `hwdigits --help` lists it.
COMMANDS = {
    "train": "train a network or a baseline, log it, resume it",
    "tune": "search for better values of a config's fields, judged on validation",
    "evaluate": "score a trained run on test images, every one once",
    "export": "write a run as SavedModel and .tflite, each proven on the test set",
    "predict": "one digit a picture, by an exported model",
    "read": "all digits of photos, in lines, with how sure each is",
    "doctor": "show each step from a picture to the answer, and what is unusual",
    "query": "ask a TensorFlow Serving server what pictures show",
    "reproduce": "run the five papers' experiments, ours beside theirs",
    "benchmark": "measure on this machine: training, reading, exports, limits",
}
