import { afterEach, describe, expect, test } from "vitest";
import { KEYPOINTS } from "../../src/pose/spec";
import { formats } from "../../src/words/formats";
import { chooseLanguage, type Language, LANGUAGES } from "../../src/words/language";
import { loadWords, words } from "../../src/words/words";

const ALL = Object.keys(LANGUAGES) as Language[];

describe("chooseLanguage", () => {
  test.each([
    ["?lang=ar", "ja", ["es"], "ar"],
    ["", "ja", ["es"], "ja"],
    ["", null, ["de-AT", "es-MX", "ja"], "es"],
    ["", null, ["AR-eg"], "ar"],
    ["?lang=tlh", "xx", ["de"], "en"],
    ["", null, ["constructor", "toString"], "en"],
    ["", null, [], "en"],
  ] as const)("%s, remembered %s, browser %s: %s", (query, remembered, browser, expected) => {
    expect(chooseLanguage(query, remembered, browser)).toBe(expected);
  });
});

describe("words", () => {
  afterEach(() => loadWords("en"));

  test.each(ALL)("%s says everything in words of its own", async (language) => {
    const english = leaves(words);
    expect(await loadWords(language)).toBe(language);
    const spoken = leaves(words);
    expect([...spoken.keys()].sort()).toEqual([...english.keys()].sort());
    for (const [key, text] of spoken) {
      expect(text.trim(), key).not.toBe("");
      if (language === "ar") expect(text, key).toMatch(key === ".name" ? /Move/ : /\p{Script=Arabic}/u);
      if (language === "ja")
        expect(text, key).toMatch(
          key === ".name" ? /Move/ : /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}]/u,
        );
    }
  });
});

test("numbers and plural forms are the language's own", () => {
  const photos = { zero: "Z", one: "O", two: "T", few: "# F", many: "# M", other: "# photos" };
  expect(formats("en").plural(1, { one: "# photo", other: "# photos" })).toBe("1 photo");
  expect(formats("en").plural(1200, { one: "# photo", other: "# photos" })).toBe("1,200 photos");
  expect([0, 1, 2].map((n) => formats("ar").plural(n, photos))).toEqual(["Z", "O", "T"]);
  expect(formats("ar").plural(3, photos)).toContain("F");
  expect(formats("ja").plural(1, photos)).toBe("1 photos");
  expect(formats("es").percent(0.96)).toBe("96\u00a0%");
});

test("every keypoint has a name for the inspector", () => {
  expect(Object.keys(words.keypoints)).toEqual(KEYPOINTS);
});

/** Every text by its path; a text with a number or a name in it is asked for one. */
function leaves(node: unknown, path = ""): Map<string, string> {
  if (typeof node === "string") return new Map([[path, node]]);
  if (typeof node === "function") return new Map([[path, String(node(0.5))]]);
  return new Map(
    Object.entries(node as object).flatMap(([key, value]) => [...leaves(value, `${path}.${key}`)]),
  );
}
