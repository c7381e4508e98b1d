"""The limited process with an opener for PNG that does what the file's text "trap" says. For tests alone."""

import ctypes
import os
import signal
import time
from pathlib import Path

from PIL import Image
from PIL.PngImagePlugin import PngImageFile

from server.intake import decoder_process


class TrappedPng(PngImageFile):
    def load(self):
        match self.info.get("trap"):
            case "crash":
                ctypes.string_at(0)  # a real segmentation fault
            case "killed":
                marks = Path(self.info["marker"])
                if (number := len(list(marks.iterdir()))) < int(self.info["times"]):
                    (marks / str(number)).touch()  # an empty file is all that this process may write
                    os.kill(os.getpid(), signal.SIGKILL)
            case "sleep":
                time.sleep(60)
            case "spin":
                while True:
                    pass
            case "eat":
                bytearray(decoder_process.MEMORY_BYTES)
            case "write":
                with open(self.info["marker"], "wb") as file:  # noqa: PTH123
                    file.write(b"x")
        return super().load()


Image.init()
Image.register_open("PNG", TrappedPng, lambda head: head.startswith(b"\x89PNG"))
decoder_process.CPU_SECONDS = 3

if __name__ == "__main__":
    decoder_process.main()
