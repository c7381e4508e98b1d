import { expect, test } from "vitest";
import { isWorthChanging, median, requestedBackend, trialBackends } from "../../src/network/backend";

test("every real accelerator is tried, WebGPU first", () => {
  expect(trialBackends({ webgpu: true, webglRenderer: "Apple M2" })).toEqual(["webgpu", "webgl"]);
  expect(trialBackends({ webgpu: false, webglRenderer: "Mali-G710" })).toEqual(["webgl"]);
  expect(trialBackends({ webgpu: false, webglRenderer: null })).toEqual([]);
});

test("a simulated graphics card is not worth a trial", () => {
  const webglRenderer = "ANGLE (Google, Vulkan 1.3.0 (SwiftShader Device (Subzero)), SwiftShader driver)";
  expect(trialBackends({ webgpu: true, webglRenderer })).toEqual([]);
});

test("a backend must win clearly", () => {
  expect(isWorthChanging(20, 8)).toBe(true);
  expect(isWorthChanging(20, 19)).toBe(false);
});

test("only known backends can be asked for", () => {
  expect(requestedBackend("?backend=webgl")).toBe("webgl");
  expect(requestedBackend("?backend=quantum")).toBeNull();
});

test("the median leaves outliers out", () => {
  expect(median([9, 1, 2, 100, 3])).toBe(3);
});
