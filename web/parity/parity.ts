/** Runs the page's own network and decoder on crops handed in by `python -m converter parity`. */

import { isBackend } from "../src/network/backend";
import { loadNetwork, type Network, warmUp } from "../src/network/network";
import { decode } from "../src/pose/decode";
import type { Pose } from "../src/pose/geometry";
import { CROP_HEIGHT, CROP_WIDTH } from "../src/pose/spec";

let network: Network;

const parity = {
  async load(backend: string): Promise<void> {
    if (!isBackend(backend)) throw new Error(`no backend is named ${backend}`);
    network = await loadNetwork(backend, "/model/model.json", () => {});
    await warmUp(network);
  },

  /** The pose in crop pixels of base64 RGBA bytes, CROP_HEIGHT x CROP_WIDTH. */
  async pose(rgba: string): Promise<Pose> {
    const bytes = Uint8ClampedArray.from(atob(rgba), (character) => character.charCodeAt(0));
    return decode(await network.run(new ImageData(bytes, CROP_WIDTH, CROP_HEIGHT)));
  },
};

declare global {
  interface Window {
    parity: typeof parity;
  }
}
window.parity = parity;
