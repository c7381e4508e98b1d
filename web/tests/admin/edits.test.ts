import { describe, expect, it } from "vitest";
import { Edits, standing } from "../../src/admin/photo/edits";
import { indexOf, K } from "../../src/pose/spec";

const start = standing(400, 300);

describe("edits", () => {
  it("takes back several steps, a whole drag at a time", () => {
    const edits = new Edits(start, 400, 300);
    edits.begin();
    edits.place(3, 10, 20);
    edits.place(3, 11, 21);
    edits.begin();
    edits.hide(3);
    expect(edits.pose![3]).toEqual([11, 21, 0]);
    edits.undo();
    expect(edits.pose![3]).toEqual([11, 21, 1]);
    edits.undo();
    expect(edits.pose).toBe(start);
    expect([edits.changed, edits.canUndo]).toEqual([false, false]);
    edits.undo();
    expect(edits.pose).toBe(start);
  });

  it("does again what was taken back, until something else is done", () => {
    const edits = new Edits(start, 400, 300);
    edits.begin();
    edits.place(3, 10, 20);
    edits.begin();
    edits.hide(3);
    edits.undo();
    edits.undo();
    edits.redo();
    expect(edits.pose![3]).toEqual([10, 20, 1]);
    expect([edits.canUndo, edits.canRedo]).toEqual([true, true]);
    edits.redo();
    edits.redo();
    expect(edits.pose![3]).toEqual([10, 20, 0]);
    edits.undo();
    edits.begin();
    edits.place(4, 1, 2);
    expect(edits.canRedo).toBe(false);
    edits.redo();
    expect(edits.pose![4]).toEqual([1, 2, 1]);
  });

  it("keeps keypoints inside the picture and others where they are", () => {
    const edits = new Edits(start, 400, 300);
    edits.place(0, -5, 999);
    expect(edits.pose![0]).toEqual([0, 299, 1]);
    expect(edits.pose![1]).toBe(start[1]);
  });

  it("draws somebody from nothing, who faces the camera within the picture", () => {
    const edits = new Edits(null, 400, 300);
    edits.place(0, 1, 1);
    expect(edits.pose).toBeNull();
    edits.choose(start);
    expect(edits.pose).toHaveLength(K);
    expect(start[indexOf("left_wrist")]![0]).toBeGreaterThan(start[indexOf("right_wrist")]![0]);
    for (const [x, y] of start) expect(x > 0 && x < 400 && y > 0 && y < 300).toBe(true);
    edits.undo();
    expect(edits.pose).toBeNull();
  });
});
