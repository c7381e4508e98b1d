/** The whole screen, where the browser allows it. */

export const canFillScreen = () => document.fullscreenEnabled;

export function toggleFullScreen(): void {
  const change = document.fullscreenElement
    ? document.exitFullscreen()
    : document.documentElement.requestFullscreen();
  // Refused without a tap or a key just before; the page works as well in a window.
  change.catch(() => {});
}
