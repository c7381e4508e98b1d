"""Why a file is refused: every message of the kind, each for whoever sent the file."""

ACCEPTED = "JPEG, PNG, WebP, AVIF or HEIC"
ACCEPTED_VIDEOS = "MP4, WebM or MOV"
MAX_PIXELS = 50_000_000
MIN_SIDE = 32

EMPTY = "This file is empty. Perhaps it had not been copied completely; upload it again from its source."
UNREADABLE = f"This file is not a picture we can read. Send {ACCEPTED}, or a video as {ACCEPTED_VIDEOS}."
DAMAGED = "This picture file is damaged or cut short. Upload it again from its source."
DECODER_DIED = "This file makes the program that opens pictures crash. Save it anew with another program."
TOOK_TOO_LONG = "Opening this file takes far too long. Save it anew with another program."
TOO_MUCH_MEMORY = "Opening this file takes too much memory. Make it smaller and try again."
FAR_TOO_LARGE = f"This picture is far too large; at most {MAX_PIXELS // 1_000_000} megapixels are taken."
STOPPED_WORKERS = "The program that looks for poses ended each time it had this file. It is left out now."
LOST = "The stored file is gone. Delete this photo and upload it again."
VIDEO_ACCIDENT = "Something went wrong with this video. Upload it again."
ACCIDENT = "Something went wrong with this photo. Run move-mirror reindex to try again."
VIDEO_UNREADABLE = f"This video cannot be read. Send {ACCEPTED_VIDEOS}, recorded anew if need be."
VIDEO_WITHOUT_FRAMES = "This video has no picture in it that can be read."


class BadPicture(ValueError):
    """The file is none that we take; the message is for whoever sent it."""


def other_kind(kind: str) -> str:
    return f"This is a {kind} file, which is not a picture we can read. Save it as {ACCEPTED} and send that."


def too_many_pixels(width: int, height: int) -> str:
    return (
        f"This picture has {width} x {height} pixels; at most {MAX_PIXELS // 1_000_000} megapixels are "
        "taken. Make it smaller and try again."
    )


def too_small(width: int, height: int) -> str:
    return f"This picture has {width} x {height} pixels; both sides need at least {MIN_SIDE}."


def too_many_bytes(size: int, most_mb: int) -> str:
    return (
        f"This file has {size / 2**20:.0f} MB; at most {most_mb} MB are taken. Make it smaller and try again."
    )
