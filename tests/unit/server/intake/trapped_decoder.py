"""The limited process with an opener for PNG that does what the file's text "trap" says. For tests alone."""

import ctypes
import os
import time

from PIL import Image
from PIL.PngImagePlugin import PngImageFile

from server.intake import decoder_process


class TrappedPng(PngImageFile):
    def load(self):
        match self.info.get("trap"):
            case "crash":
                ctypes.string_at(0)  # a real segmentation fault
            case "crash once":
                marker = self.info["marker"]
                if not os.path.exists(marker):  # noqa: PTH110
                    os.kill(os.getpid(), 9)
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
