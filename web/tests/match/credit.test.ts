import { expect, test } from "vitest";
import { creditOf, licenceName } from "../../src/match/credit";

test.each([
  ["Ada", "CC BY 4.0", "Ada, CC BY 4.0"],
  ["Ada, CC BY 4.0", "CC BY 4.0", "Ada, CC BY 4.0"],
  ["Ada", "", "Ada"],
  ["", "CC0-1.0", "CC0-1.0"],
  ["", "", ""],
  ["Ada ", "https://creativecommons.org/licenses/by-sa/4.0/", "Ada, CC BY-SA 4.0"],
])("%s under %s is %s", (credit, licence, said) => {
  expect(creditOf({ credit, licence })).toBe(said);
});

test.each([
  ["https://creativecommons.org/publicdomain/zero/1.0/", "CC0 1.0"],
  ["http://creativecommons.org/licenses/by-nc-nd/3.0/de/", "CC BY-NC-ND 3.0"],
  ["https://example.org/terms", "https://example.org/terms"],
  ["All rights reserved", "All rights reserved"],
])("the licence %s is called %s", (licence, name) => {
  expect(licenceName(licence)).toBe(name);
});
