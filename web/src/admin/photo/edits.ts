/** A pose being corrected: what it was before every step, so that each can be taken back and done again. Pure. */

import type { Keypoint, Pose } from "../../pose/geometry";
import { INDEX_ORDER } from "./order";

/** A keypoint that a person has put in its place. */
const SURE = 1;

export class Edits {
  private readonly past: (Pose | null)[] = [];
  private readonly future: (Pose | null)[] = []; // what was taken back, the latest last
  private now: Pose | null;

  constructor(
    private readonly start: Pose | null,
    private readonly width: number,
    private readonly height: number,
  ) {
    this.now = start;
  }

  get pose(): Pose | null {
    return this.now;
  }

  get changed(): boolean {
    return this.now !== this.start;
  }

  get canUndo(): boolean {
    return this.past.length > 0;
  }

  get canRedo(): boolean {
    return this.future.length > 0;
  }

  /** Remember the pose as it is: what follows, up to the next call, is one step. */
  begin(): void {
    this.past.push(this.now);
    this.future.length = 0;
  }

  undo(): void {
    this.step(this.past, this.future);
  }

  redo(): void {
    this.step(this.future, this.past);
  }

  /** Another person of the photo, or somebody drawn from nothing. */
  choose(pose: Pose | null): void {
    this.begin();
    this.now = pose;
  }

  /** Put a keypoint somewhere in the picture; it is then seen. */
  place(k: number, x: number, y: number): void {
    const within = (value: number, most: number) => Math.min(Math.max(value, 0), most - 1);
    this.set(k, [within(x, this.width), within(y, this.height), SURE]);
  }

  /** Say that a keypoint cannot be seen. */
  hide(k: number): void {
    const [x, y] = this.now?.[k] ?? [0, 0];
    this.set(k, [x, y, 0]);
  }

  private step(from: (Pose | null)[], to: (Pose | null)[]): void {
    const pose = from.pop();
    if (pose === undefined) return;
    to.push(this.now);
    this.now = pose;
  }

  private set(k: number, keypoint: Keypoint): void {
    if (this.now) this.now = this.now.map((old, other) => (other === k ? keypoint : old));
  }
}

export function same(a: Pose, b: Pose | null): boolean {
  return b !== null && a.every((keypoint, k) => keypoint.every((value, n) => value === b[k]![n]));
}

/** Somebody standing in the middle of the picture, for a photo in which nobody was found. */
export function standing(width: number, height: number): Pose {
  const unit = Math.min(width, height) / 10;
  return INDEX_ORDER.map(([x, y]) => [width / 2 + x * unit, height / 2 + y * unit, SURE]);
}
