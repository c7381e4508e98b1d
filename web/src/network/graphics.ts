/** What this machine draws with. */

import type { Graphics } from "./backend";

export function graphics(): Graphics {
  const gl = new OffscreenCanvas(1, 1).getContext("webgl2");
  const info = gl?.getExtension("WEBGL_debug_renderer_info");
  const renderer = gl && String(gl.getParameter(info?.UNMASKED_RENDERER_WEBGL ?? gl.RENDERER));
  gl?.getExtension("WEBGL_lose_context")?.loseContext();
  return { webgpu: "gpu" in navigator, webglRenderer: renderer ?? null };
}
