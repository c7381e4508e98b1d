/** The only module that knows TensorFlow.js: loads the network on a backend and turns a crop into maps. */

import plainUrl from "@tensorflow/tfjs-backend-wasm/dist/tfjs-backend-wasm.wasm?url";
import simdUrl from "@tensorflow/tfjs-backend-wasm/dist/tfjs-backend-wasm-simd.wasm?url";
import type { MathBackendWebGL } from "@tensorflow/tfjs-backend-webgl";
import { loadGraphModelSync } from "@tensorflow/tfjs-converter";
import * as tf from "@tensorflow/tfjs-core";
import type { Maps } from "../pose/decode";
import { DETECTOR_SIZE, type DetectorMaps } from "../pose/detect";
import { CROP_HEIGHT, CROP_WIDTH, K } from "../pose/spec";
import { type Backend, MODEL_MISSING } from "./backend";

export interface Network {
  /** Milliseconds: copying the crop in, and running the network until its maps are back in memory. */
  run(crop: ImageData): Promise<Maps & { uploadMs: number; networkMs: number }>;
  /** Tensors that are alive, less the weights: the same after every run. */
  numTensors(): number;
}

export interface Detector {
  run(picture: ImageData): Promise<DetectorMaps>;
}

type Model = ReturnType<typeof loadGraphModelSync>;

let weightTensors = 0;

export async function loadNetwork(
  backend: Backend,
  modelUrl: string,
  onDownload: (fraction: number) => void,
): Promise<Network> {
  await useBackend(backend);
  const model = await fetchModel(modelUrl, onDownload);

  return {
    async run(crop) {
      const start = performance.now();
      const input = inputOf(crop);
      const uploaded = performance.now();
      const outputs = model.execute(input) as tf.Tensor4D[];
      // Which output comes first is the converter's choice; the channel count tells them apart.
      const heatmaps = outputs.find(({ shape }) => shape[3] === K)!;
      const offsets = outputs.find(({ shape }) => shape[3] === 2 * K)!;
      const [, height, width] = heatmaps.shape;
      try {
        const [heatmapValues, offsetValues] = await Promise.all([heatmaps.data(), offsets.data()]);
        if (isGraphicsLost()) throw new Error("the graphics card was taken away");
        const networkMs = performance.now() - uploaded;
        return {
          height,
          width,
          heatmaps: heatmapValues,
          offsets: offsetValues,
          uploadMs: uploaded - start,
          networkMs,
        };
      } finally {
        tf.dispose([input, ...outputs]);
      }
    },
    numTensors: () => tf.memory().numTensors - weightTensors,
  };
}

/** On the backend that the network has been loaded on. */
export async function loadDetector(modelUrl: string): Promise<Detector> {
  const model = await fetchModel(modelUrl, () => {});
  try {
    tf.tidy(() => void model.execute(inputOf(new ImageData(DETECTOR_SIZE, DETECTOR_SIZE))));
  } catch (error) {
    // It will be fetched anew, and must not lie in memory twice.
    countedAsWeights(() => model.dispose());
    throw error;
  }
  return {
    async run(picture) {
      const input = inputOf(picture);
      const outputs = model.execute(input) as tf.Tensor4D[];
      const centres = outputs.find(({ shape }) => shape[3] === 1)!;
      const boxes = outputs.find(({ shape }) => shape[3] === 4)!;
      const [, height, width] = centres.shape;
      try {
        const [centreValues, boxValues] = await Promise.all([centres.data(), boxes.data()]);
        return { height, width, centres: centreValues, boxes: boxValues };
      } finally {
        tf.dispose([input, ...outputs]);
      }
    },
  };
}

/** (1, height, width, 3) RGB 0..255; the networks scale it themselves. */
function inputOf(pixels: ImageData): tf.Tensor {
  return tf.tidy(() => tf.expandDims(tf.cast(tf.browser.fromPixels(pixels), "float32"), 0));
}

/** A card that is gone raises no error: it answers with zeros, in which nobody would ever be found. */
function isGraphicsLost(): boolean {
  return tf.getBackend() === "webgl" && (tf.backend() as MathBackendWebGL).gpgpu.gl.isContextLost();
}

async function fetchModel(modelUrl: string, onDownload: (fraction: number) => void): Promise<Model> {
  try {
    const artifacts = await tf.io.http(modelUrl, { onProgress: onDownload }).load!();
    return countedAsWeights(() => loadGraphModelSync(artifacts));
  } catch (error) {
    throw Object.assign(new Error(`${modelUrl} could not be loaded: ${error}`), { name: MODEL_MISSING });
  }
}

/** In one go, so that no other network's tensors are counted. */
function countedAsWeights<T>(change: () => T): T {
  const before = tf.memory().numTensors;
  const result = change();
  weightTensors += tf.memory().numTensors - before;
  return result;
}

/** A first run compiles shaders and allocates memory; the visitor should not meet it live. */
export async function warmUp(network: Network): Promise<void> {
  await network.run(new ImageData(CROP_WIDTH, CROP_HEIGHT));
}

async function useBackend(backend: Backend): Promise<void> {
  if (backend === "wasm") {
    const { setWasmPaths } = await import("@tensorflow/tfjs-backend-wasm");
    // The threaded build hangs in a minified bundle and gains nothing on two cores.
    tf.env().set("WASM_HAS_MULTITHREAD_SUPPORT", false);
    setWasmPaths({
      "tfjs-backend-wasm.wasm": plainUrl,
      "tfjs-backend-wasm-simd.wasm": simdUrl,
      // Never fetched, but setWasmPaths wants an address for each.
      "tfjs-backend-wasm-threaded-simd.wasm": simdUrl,
    });
  } else if (backend === "webgl") {
    await import("@tensorflow/tfjs-backend-webgl");
  } else {
    await import("@tensorflow/tfjs-backend-webgpu");
  }
  if (!(await tf.setBackend(backend))) throw new Error(`this browser cannot run the network on ${backend}`);
}
