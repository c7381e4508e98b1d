/** Points that become thumbnails when there is room: drag to move, wheel, pinch or keys to zoom. */

import { element } from "../../ui/dom";
import { words } from "../words";

type Point = readonly [id: number, x: number, y: number];

const MAX_ZOOM = 40;
const THUMB_PX = 64;
const MAX_THUMBS = 120;

export class PoseMapView {
  readonly root = element("div", { className: "map", tabIndex: 0 });
  private readonly canvas = element("canvas");
  private points: readonly Point[] = [];
  private readonly pictures = new Map<number, HTMLImageElement>();
  private readonly asked = new Set<number>();
  private zoom = 1;
  private centre = { x: 0.5, y: 0.5 };
  private readonly pointers = new Map<number, { x: number; y: number }>();

  constructor(private readonly thumbnails: (ids: readonly number[]) => Promise<Map<number, string>>) {
    this.root.setAttribute("role", "img");
    this.root.setAttribute("aria-label", words.mapLabel);
    this.root.append(this.canvas);
    new ResizeObserver(() => this.draw()).observe(this.root);
    this.root.addEventListener(
      "wheel",
      (event) => {
        event.preventDefault();
        this.zoomBy(Math.exp(-event.deltaY / 300));
      },
      { passive: false },
    );
    this.root.addEventListener("pointerdown", (event) => {
      this.root.setPointerCapture(event.pointerId);
      this.pointers.set(event.pointerId, { x: event.clientX, y: event.clientY });
    });
    this.root.addEventListener("pointermove", (event) => this.onMove(event));
    for (const end of ["pointerup", "pointercancel"] as const)
      this.root.addEventListener(end, (event) => this.pointers.delete(event.pointerId));
    this.root.addEventListener("keydown", (event) => this.onKey(event));
  }

  show(points: readonly Point[]): void {
    this.points = points;
    this.draw();
  }

  private zoomBy(factor: number): void {
    this.zoom = Math.min(Math.max(this.zoom * factor, 1), MAX_ZOOM);
    this.moveBy(0, 0);
  }

  private moveBy(dx: number, dy: number): void {
    const size = this.sizePx * this.zoom;
    const within = (value: number) => Math.min(Math.max(value, 0), 1);
    this.centre = { x: within(this.centre.x - dx / size), y: within(this.centre.y - dy / size) };
    this.draw();
  }

  private onMove({ pointerId, clientX: x, clientY: y }: PointerEvent): void {
    const before = this.pointers.get(pointerId);
    if (!before) return;
    const other = [...this.pointers].find(([id]) => id !== pointerId)?.[1];
    this.pointers.set(pointerId, { x, y });
    if (!other) return this.moveBy(x - before.x, y - before.y);
    const apart = (p: { x: number; y: number }) => Math.hypot(p.x - other.x, p.y - other.y);
    this.zoomBy(apart({ x, y }) / Math.max(apart(before), 1));
  }

  private onKey(event: KeyboardEvent): void {
    const actions: Record<string, () => void> = {
      "+": () => this.zoomBy(1.5),
      "=": () => this.zoomBy(1.5),
      "-": () => this.zoomBy(1 / 1.5),
      ArrowLeft: () => this.moveBy(60, 0),
      ArrowRight: () => this.moveBy(-60, 0),
      ArrowUp: () => this.moveBy(0, 60),
      ArrowDown: () => this.moveBy(0, -60),
    };
    const action = actions[event.key];
    if (!action) return;
    event.preventDefault();
    action();
  }

  private get sizePx(): number {
    return Math.min(this.root.clientWidth, this.root.clientHeight) - THUMB_PX;
  }

  private draw(): void {
    const { clientWidth: width, clientHeight: height } = this.root;
    Object.assign(this.canvas, { width: width * devicePixelRatio, height: height * devicePixelRatio });
    const context = this.canvas.getContext("2d")!;
    context.scale(devicePixelRatio, devicePixelRatio);
    const size = this.sizePx * this.zoom;
    const placed = this.points
      .map(([id, x, y]) => ({
        id,
        x: width / 2 + (x - this.centre.x) * size,
        y: height / 2 + (y - this.centre.y) * size,
      }))
      .filter(({ x, y }) => x > -THUMB_PX && y > -THUMB_PX && x < width + THUMB_PX && y < height + THUMB_PX);
    context.fillStyle = getComputedStyle(this.root).color;
    for (const { x, y } of placed) {
      context.beginPath();
      context.arc(x, y, 2.5, 0, 2 * Math.PI);
      context.fill();
    }
    const thumbs = apart(placed).slice(0, MAX_THUMBS);
    this.fetch(thumbs.map(({ id }) => id));
    for (const { id, x, y } of thumbs) {
      const picture = this.pictures.get(id);
      if (!picture?.complete || !picture.naturalWidth) continue;
      const scale = THUMB_PX / Math.max(picture.naturalWidth, picture.naturalHeight);
      const [w, h] = [picture.naturalWidth * scale, picture.naturalHeight * scale];
      context.drawImage(picture, x - w / 2, y - h / 2, w, h);
    }
  }

  private fetch(ids: readonly number[]): void {
    const missing = ids.filter((id) => !this.asked.has(id));
    if (missing.length === 0) return;
    for (const id of missing) this.asked.add(id);
    void this.thumbnails(missing).then((urls) => {
      for (const [id, src] of urls) {
        const picture = new Image();
        picture.onload = () => requestAnimationFrame(() => this.draw());
        picture.src = src;
        this.pictures.set(id, picture);
      }
    });
  }
}

/** Those of the points whose thumbnails do not cover one another. */
function apart<P extends { x: number; y: number }>(points: readonly P[]): P[] {
  const taken = new Set<string>();
  return points.filter(({ x, y }) => {
    const cell = `${Math.round(x / (THUMB_PX + 6))} ${Math.round(y / (THUMB_PX + 6))}`;
    return !taken.has(cell) && taken.add(cell);
  });
}
