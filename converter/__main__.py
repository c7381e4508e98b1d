"""`python -m converter COMMAND`: see `--help`."""

import argparse
from pathlib import Path


def main(arguments: list[str] | None = None) -> None:
    parser = argparse.ArgumentParser(prog="python -m converter", description="Train, evaluate and convert the network.")
    commands = parser.add_subparsers(required=True, metavar="COMMAND")
    _add_train(commands)
    options = vars(parser.parse_args(arguments))
    options.pop("run_command")(**options)


def _add_train(commands) -> None:
    command = commands.add_parser("train", help="train the network of one experiment")
    command.add_argument("--config", required=True, help="a file of converter/configs, without .py")
    command.add_argument("--data-root", type=Path, required=True, help="holds the experiment's folders")
    command.add_argument("--run", type=Path, help="where logs and checkpoints go (default: runs/CONFIG)")
    command.set_defaults(run_command=_train)


def _train(config: str, data_root: Path, run: Path | None) -> None:
    from converter.config import load_config
    from converter.train import train

    train(load_config(config), data_root, run or Path("runs") / config)


if __name__ == "__main__":
    main()
