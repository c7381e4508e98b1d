/** Runs the network away from the page's thread; `estimator.ts` is its other end. */

import { expose } from "comlink";
import { shownOf, weighed } from "../pose/calibration";
import { decode } from "../pose/decode";
import { decodeBoxes, detectionsToImage, DETECTOR_SIZE, inputFromImage } from "../pose/detect";
import { type Affine, type Box, type Pose, poseToImage } from "../pose/geometry";
import { CROP_HEIGHT, CROP_WIDTH } from "../pose/spec";
import { lightOf } from "../tracking/light";
import { type Backend, median } from "./backend";
import { Cropper } from "./crop";
import { graphics } from "./graphics";
import { type Detector, loadDetector, loadNetwork, type Network, warmUp } from "./network";

export interface Timing {
  cropMs: number;
  uploadMs: number;
  networkMs: number;
  decodeMs: number;
  /** From the page and back to it. */
  roundTripMs: number;
}

export interface Estimate {
  pose: Pose; // in image pixels
  light: number; // of the crop, 0..1
  backend: Backend;
  timing: Timing;
  numTensors: number;
}

export type LoadStep = { step: "download"; fraction: number } | { step: "warm-up" };

const TIMED_RUNS = 5;

const cropper = new Cropper(CROP_WIDTH, CROP_HEIGHT);
const wholePicture = new Cropper(DETECTOR_SIZE, DETECTOR_SIZE);
let network: Network;
let backend: Backend;
let detector: Promise<Detector> | null = null;

const estimator = {
  async load(chosen: Backend, modelUrl: string, onStep: (step: LoadStep) => void): Promise<void> {
    backend = chosen;
    network = await loadNetwork(backend, modelUrl, (fraction) => onStep({ step: "download", fraction }));
    onStep({ step: "warm-up" });
    await warmUp(network);
  },

  async estimate(image: ImageBitmap, cropFromImage: Affine): Promise<Estimate> {
    try {
      const start = performance.now();
      const crop = cropper.cut(image, cropFromImage);
      const light = lightOf(crop, cropFromImage, image);
      const cropMs = performance.now() - start;
      const { uploadMs, networkMs, ...maps } = await network.run(crop);
      const decodeStart = performance.now();
      const inCrop = weighed(decode(maps), shownOf(cropFromImage, image));
      const pose = poseToImage(inCrop, cropFromImage);
      const timing = {
        cropMs,
        uploadMs,
        networkMs,
        decodeMs: performance.now() - decodeStart,
        roundTripMs: 0,
      };
      return { pose, light, backend, timing, numTensors: network.numTensors() };
    } finally {
      image.close();
    }
  },

  /** Boxes of the people in a whole picture, surest first. The detector is fetched when it is first needed. */
  async detect(image: ImageBitmap, modelUrl: string): Promise<Box[]> {
    try {
      detector ??= loadDetector(modelUrl);
      const { width, height } = image;
      const input = wholePicture.cut(image, inputFromImage(width, height));
      const found = decodeBoxes(await (await detector).run(input));
      return detectionsToImage(found, width, height).map(({ box }) => box);
    } catch (error) {
      detector = null;
      throw error;
    } finally {
      image.close();
    }
  },

  /** Asked here, for the answer may take long: the page's own thread must not wait for it. */
  graphics,

  /** Median milliseconds of the network alone. */
  async measure(): Promise<number> {
    const times: number[] = [];
    for (let run = 0; run < TIMED_RUNS; run++) {
      const start = performance.now();
      await warmUp(network);
      times.push(performance.now() - start);
    }
    return median(times);
  },
};

export type WorkerEstimator = typeof estimator;
expose(estimator);
