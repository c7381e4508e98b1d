import { describe, expect, it } from "vitest";
import { Selection } from "../../src/admin/library/selection";

const ids = [50, 40, 30, 20, 10];

describe("selection", () => {
  it("extends from where it began, over what is not loaded too", () => {
    const selection = new Selection();
    selection.toggle(ids, 1);
    selection.extend(ids, 3);
    expect(selection.ids).toEqual([40, 30, 20]);
    selection.extend(ids, 0);
    expect(selection.ids.sort()).toEqual([20, 30, 40, 50]);
  });

  it("lets go of what has left the list, and stays within it", () => {
    const selection = new Selection();
    selection.all(ids);
    selection.moveTo(4);
    selection.keepOnly([50, 10]);
    expect(selection.ids).toEqual([50, 10]);
    expect(selection.current).toBe(1);
    selection.keepOnly([]);
    expect([selection.size, selection.current]).toEqual([0, 0]);
  });

  it("takes back a choice", () => {
    const selection = new Selection();
    selection.toggle(ids, 2);
    selection.toggle(ids, 2);
    selection.toggle(ids, 99);
    expect(selection.size).toBe(0);
  });
});
