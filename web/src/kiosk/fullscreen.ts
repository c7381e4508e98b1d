/** The whole screen, where the browser allows it. */

export const canFillScreen = () => document.fullscreenEnabled;

export function toggleFullScreen(): void {
  if (document.fullscreenElement) void document.exitFullscreen();
  else fillScreen();
}

export function fillScreen(): void {
  if (document.fullscreenElement || !canFillScreen()) return;
  // Refused without a tap or a key just before; the page works as well in a window.
  document.documentElement.requestFullscreen().catch(() => {});
}
