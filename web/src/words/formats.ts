/** Numbers as a language writes them. */

/** The words for each plural form that a language has; `other` stands in for the rest. */
export type Forms = Partial<Record<Intl.LDMLPluralRule, string>> & { other: string };

export function formats(language: string) {
  const whole = new Intl.NumberFormat(language, { maximumFractionDigits: 0 });
  const share = new Intl.NumberFormat(language, { style: "percent" });
  const size = new Intl.NumberFormat(language, {
    style: "unit",
    unit: "megabyte",
    maximumFractionDigits: 1,
  });
  const rules = new Intl.PluralRules(language);
  return {
    number: (value: number) => whole.format(value),
    percent: (fraction: number) => share.format(fraction),
    megabytes: (bytes: number) => size.format(bytes / 1e6),
    /** `#` in the chosen form becomes the number: plural(3, { one: "# photo", other: "# photos" }). */
    plural: (value: number, forms: Forms) =>
      (forms[rules.select(value)] ?? forms.other).replace("#", whole.format(value)),
  };
}
