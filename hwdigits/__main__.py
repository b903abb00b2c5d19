"""`hwdigits COMMAND ...`, also `python -m hwdigits COMMAND ...`.

Imports only the command asked for. Exit 0: done; 1: failed; 2: wrong usage.
"""

import importlib
import sys

import hwdigits
from hwdigits import commands


def main(argv: list[str] | None = None) -> int:
    """Runs one command; returns its exit code."""
    argv = sys.argv[1:] if argv is None else argv
    if not argv or argv[0] in ("-h", "--help", "help"):
        print(_usage())
        return 0 if argv else 2
    if argv[0] == "--version":
        print(f"hwdigits {hwdigits.__version__}")
        return 0
    name, *rest = argv
    if name not in commands.COMMANDS:
        return _fail(f"no command {name}. There are {', '.join(commands.COMMANDS)}", 2)
    command = importlib.import_module(f"hwdigits.commands.{name}")
    from hwdigits.commands import flags

    try:
        return command.main(rest)
    except flags.UsageError as error:
        return _fail(str(error), 2)
    except hwdigits.Refusal as error:
        return _fail(str(error), 1)
    except OSError as error:
        where = f" ({error.filename})" if error.filename else ""
        return _fail(f"{error.strerror or error}{where}", 1)
    except KeyboardInterrupt:
        return _fail("stopped", 1)


def _usage():
    width = max(map(len, commands.COMMANDS))
    rows = [f"  {name:{width}}  {does}" for name, does in commands.COMMANDS.items()]
    return "\n".join(
        [
            "hwdigits: handwritten digits, trained, scored and read.",
            "",
            "usage: hwdigits COMMAND [--flag=value ...]",
            "",
            *rows,
            "",
            "hwdigits COMMAND --help lists a command's flags.",
        ]
    )


def _fail(message, code):
    print(f"hwdigits: {message}", file=sys.stderr)
    return code


if __name__ == "__main__":
    sys.exit(main())
