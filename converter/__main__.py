"""`python -m converter COMMAND`: see `--help`."""

import argparse
import sys

from converter.commands import make, measure
from converter.errors import InputError
from converter.pose.litert import ModelMissing


def main(arguments: list[str] | None = None) -> None:
    parser = argparse.ArgumentParser(
        prog="python -m converter", description="Train, evaluate and convert the network."
    )
    commands = parser.add_subparsers(required=True, metavar="COMMAND")
    make.add_commands(commands)
    measure.add_commands(commands)
    options = vars(parser.parse_args(arguments))
    try:
        options.pop("run_command")(**options)
    except (InputError, ModelMissing) as error:
        sys.exit(f"error: {error}")


if __name__ == "__main__":
    main()
