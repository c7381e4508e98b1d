/** Which language the page speaks: the one asked for, or remembered, or the first of the browser's that it knows. */

import { forget, recall, remember } from "../device/memory";

export const LANGUAGES = {
  en: { name: "English", direction: "ltr" },
  ja: { name: "日本語", direction: "ltr" },
  es: { name: "Español", direction: "ltr" },
  ar: { name: "العربية", direction: "rtl" },
} as const;
export type Language = keyof typeof LANGUAGES;

const MEMORY_KEY = "move-mirror-language";
const PARAMETER = "lang";

const isLanguage = (value: string | null): value is Language =>
  value !== null && Object.hasOwn(LANGUAGES, value);

/** `?lang=` is for links and kiosks. */
export function chooseLanguage(
  query: string,
  remembered: string | null,
  browserLanguages: readonly string[],
): Language {
  const wanted = [new URLSearchParams(query).get(PARAMETER), remembered, ...browserLanguages];
  const known = wanted.map((tag) => tag?.toLowerCase().split("-")[0] ?? null).find(isLanguage);
  return known ?? "en";
}

export function currentLanguage(): Language {
  return chooseLanguage(location.search, recall(MEMORY_KEY), navigator.languages);
}

/** Remembers the choice and opens the page anew, so that not a word of the last language is left. */
export function changeLanguage(language: Language): void {
  remember(MEMORY_KEY, language);
  const url = new URL(location.href);
  url.searchParams.delete(PARAMETER);
  location.replace(url);
  // To the same address, replacing is no more than following an anchor where it ends in one.
  if (url.href === location.href) location.reload();
}

/** True where a choice was remembered. */
export function forgetLanguage(): boolean {
  const wasChosen = recall(MEMORY_KEY) !== null;
  forget(MEMORY_KEY);
  return wasChosen;
}

export function markDocument(root: HTMLElement, language: Language): void {
  root.lang = language;
  root.dir = LANGUAGES[language].direction;
}
