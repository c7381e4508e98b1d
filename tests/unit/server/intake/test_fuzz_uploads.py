"""A short, seeded run of the fuzzer; `make fuzz-uploads` is the long one."""

from server.intake import refusals
from server.intake.decoder import Decoder
from tests.benchmarks.fuzz_uploads import fuzz, outcome, seeds


def test_every_seed_is_a_valid_file(tmp_path):
    decoder = Decoder()
    assert {outcome(decoder, data, tmp_path / "file") for data in seeds()} == {"accepted"}
    decoder.close()


def test_broken_files_are_refused_in_words_or_taken(tmp_path):
    known = {value for value in vars(refusals).values() if isinstance(value, str)} | {"accepted"}
    patterns = ("This picture has", "This is a ")
    outcomes = fuzz(150, 20, tmp_path / "file")
    assert sum(outcomes.values()) == 150
    assert [text for text in outcomes if text not in known and not text.startswith(patterns)] == []
    assert outcomes[refusals.DECODER_DIED] == 0
    assert len(outcomes) > 3
