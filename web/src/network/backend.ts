/** Which backend runs the network: measured once per browser, remembered, and never guessed from its name. */

import { forget, recall, remember } from "../device/memory";

export const BACKENDS = ["webgpu", "webgl", "wasm"] as const;
export type Backend = (typeof BACKENDS)[number];

/** The name of the error when the network's files cannot be had, as against a browser that cannot run them. */
export const MODEL_MISSING = "ModelMissingError";

/** Starts in well under a second everywhere, so a visitor is live on it while the others are still measured. */
export const QUICK_START: Backend = "wasm";

/** Another backend must win clearly: changing costs a warm-up, and timings are noisy. */
const WORTH_CHANGING = 0.8;
const MEMORY_KEY = "move-mirror-backend-1";

export const isBackend = (value: unknown): value is Backend => BACKENDS.includes(value as Backend);

/** `?backend=` for tests and measurements. */
export function requestedBackend(query: string): Backend | null {
  const value = new URLSearchParams(query).get("backend");
  return isBackend(value) ? value : null;
}

export function rememberedBackend(): Backend | null {
  const value = recall(MEMORY_KEY);
  return isBackend(value) ? value : null;
}

export const rememberBackend = (backend: Backend): void => remember(MEMORY_KEY, backend);

export const forgetBackend = (): void => forget(MEMORY_KEY);

export interface Graphics {
  webgpu: boolean;
  /** The name of what draws WebGL, or null without WebGL 2. */
  webglRenderer: string | null;
}

/** The backends worth a trial. A graphics card that is only simulated is known to take seconds per start. */
export function trialBackends({ webgpu, webglRenderer }: Graphics): Backend[] {
  const simulated = /swiftshader|llvmpipe|software|basic render/i.test(webglRenderer ?? "");
  if (simulated) return [];
  return BACKENDS.filter((name) => (name === "webgpu" ? webgpu : name === "webgl" ? webglRenderer : false));
}

export function isWorthChanging(currentMs: number, otherMs: number): boolean {
  return otherMs < currentMs * WORTH_CHANGING;
}

export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)] ?? Number.NaN;
}
