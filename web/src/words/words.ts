/**
 * Every word a visitor reads, in the visitor's language. Each language is a catalog of the same shape, so a missing
 * key is a type error; English comes with the page, another one is fetched when it is chosen.
 */

import { english } from "./en";
import type { Language } from "./language";

export interface Message {
  title: string;
  text: string;
}

export type Words = typeof english;

/** The words in use. They change once, before the page is built: read them when you build, not when you are imported. */
export let words: Words = english;

const CATALOGS: Record<Language, () => Promise<Words>> = {
  en: async () => english,
  ja: async () => (await import("./ja")).japanese,
  es: async () => (await import("./es")).spanish,
  ar: async () => (await import("./ar")).arabic,
};

/** Returns the language that the page speaks from now on: English, where the catalog cannot be had. */
export async function loadWords(language: Language): Promise<Language> {
  try {
    words = await CATALOGS[language]();
    return language;
  } catch (error) {
    console.warn(error);
    return "en";
  }
}
