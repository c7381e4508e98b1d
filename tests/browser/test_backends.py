"""The shipped networks on what TensorFlow.js draws on a graphics card with: here the card is simulated."""

import numpy as np
import pytest
from playwright.sync_api import Playwright

from tests.benchmarks.backends import LIBRARY, page_with_library, repository
from tests.browser.conftest import CHROMIUM_FLAGS, SIMULATE_WEBGPU, chromium_path

# `waits`: how often a value is read back from the card while everything else stands still.
LOOK = """
async ({ backend, model, library }) => {
  tf.wasm.setWasmPaths(`${library}/tfjs-backend-wasm/wasm-out/`);
  if (!(await tf.setBackend(backend))) throw new Error(`this browser has no ${backend}`);
  const { tensorMap } = tf.backend();
  const readSync = tf.backend().readSync.bind(tf.backend());
  let waits = 0;
  tf.backend().readSync = (id) => {
    if (backend === "webgpu" && tensorMap.get(id).values == null) waits++;
    return readSync(id);
  };
  const network = await tf.loadGraphModel(model);
  const shape = network.inputs[0].shape.map((side) => Math.max(side ?? 1, 1));
  const size = shape.reduce((a, b) => a * b);
  const picture = tf.tensor(Float32Array.from({ length: size }, (_, i) => (i * 7919) % 256), shape);
  const maps = [network.execute(picture)].flat();
  const values = await Promise.all(maps.map((map) => map.data()));
  return { waits, values: values.map((some) => Array.from(some)) };
}
"""


@pytest.mark.parametrize("model", ["model.json", "detector/model.json"])
def test_a_graphics_card_sees_what_the_processor_sees_and_is_never_waited_for(
    playwright: Playwright, model: str
):
    seen = {}
    with repository() as url:
        for backend in ("wasm", "webgl", "webgpu"):
            flags = [*CHROMIUM_FLAGS, *SIMULATE_WEBGPU]
            browser = playwright.chromium.launch(executable_path=chromium_path(), args=flags)
            ask = {"backend": backend, "model": f"/converter/weights/tfjs/{model}", "library": LIBRARY}
            seen[backend] = page_with_library(browser, url).evaluate(LOOK, ask)
            browser.close()
    for backend in ("webgl", "webgpu"):
        assert seen[backend]["waits"] == 0
        for maps, expected in zip(seen[backend]["values"], seen["wasm"]["values"], strict=True):
            np.testing.assert_allclose(maps, expected, atol=0.01)
