import { expect, test } from "vitest";
import { asked, isNarrowed, type Options, optionsIn, withOptions } from "../../src/match/options";

const USUAL: Options = { flips: true, upperOnly: false, collection: null, tags: [] };
const CHOSEN: Options = { flips: false, upperOnly: true, collection: 3, tags: ["a dance", "sport&more"] };

test("an address without a word about it has the usual options", () => {
  expect(optionsIn("")).toEqual(USUAL);
  expect(optionsIn("?lang=ja&kiosk")).toEqual(USUAL);
});

test.each([USUAL, CHOSEN])("what is written into an address is read from it: %o", (options) => {
  expect(optionsIn(withOptions("", options))).toEqual(options);
});

test("what else the address says stays, and usual options leave no trace", () => {
  const query = withOptions("?lang=ja", CHOSEN);
  expect(new URLSearchParams(query).get("lang")).toBe("ja");
  expect(withOptions(query, USUAL)).toBe("?lang=ja");
  expect(withOptions("?tag=old", USUAL)).toBe("");
});

test.each(["?collection=x", "?collection=-1", "?collection=1.5", "?collection=", "?tag=", "?flip=maybe"])(
  "nonsense in an address is passed over: %s",
  (query) => {
    expect(optionsIn(query)).toEqual(USUAL);
  },
);

test("never more tags than the server takes", () => {
  const query = `?${Array.from({ length: 30 }, (_, n) => `tag=${n}`).join("&")}`;
  expect(optionsIn(query).tags).toHaveLength(20);
});

test("fewer photos than there are", () => {
  expect(isNarrowed(USUAL)).toBe(false);
  expect(isNarrowed({ ...USUAL, upperOnly: true })).toBe(false);
  for (const change of [{ flips: false }, { collection: 1 }, { tags: ["a"] }]) {
    expect(isNarrowed({ ...USUAL, ...change })).toBe(true);
  }
});

test("the server is told only what is unusual", () => {
  expect(asked(USUAL)).toEqual({});
  expect(asked(CHOSEN)).toEqual({ mirror: false, collection: 3, tags: ["a dance", "sport&more"] });
});
