"""The one exception that stands for a user's mistake."""


class Refusal(ValueError):
    """Something the user asked for cannot be done.

    Its message is one sentence: what must hold, what was received and the way out.
    The command line prints it without a traceback and exits with 1.
    """
