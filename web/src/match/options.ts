/** What the visitor wants to be compared, and with which photos. It stands in the address, for links and kiosks. */

export interface Options {
  /** A photo that is alike once flipped left to right counts. */
  flips: boolean;
  upperOnly: boolean;
  /** Its id; null for all of them. */
  collection: number | null;
  /** Photos with any of these; none for all photos. */
  tags: readonly string[];
}

/** As many as the server takes. */
const MAX_TAGS = 20;
const FLIPS = "flip";
const PART = "part";
const COLLECTION = "collection";
const TAG = "tag";

export function optionsIn(query: string): Options {
  const given = new URLSearchParams(query);
  const collection = Number(given.get(COLLECTION));
  return {
    flips: given.get(FLIPS) !== "off",
    upperOnly: given.get(PART) === "upper",
    collection: Number.isInteger(collection) && collection > 0 ? collection : null,
    tags: [...new Set(given.getAll(TAG).filter(Boolean))].slice(0, MAX_TAGS),
  };
}

/** The query with these options in it; whatever else it says stays. */
export function withOptions(query: string, { flips, upperOnly, collection, tags }: Options): string {
  const given = new URLSearchParams(query);
  for (const name of [FLIPS, PART, COLLECTION, TAG]) given.delete(name);
  if (!flips) given.set(FLIPS, "off");
  if (upperOnly) given.set(PART, "upper");
  if (collection !== null) given.set(COLLECTION, String(collection));
  for (const tag of tags.slice(0, MAX_TAGS)) given.append(TAG, tag);
  return given.size > 0 ? `?${given}` : "";
}

/** As the match API takes them; what is usual goes without saying. */
export function asked({ flips, collection, tags }: Options): Record<string, unknown> {
  return {
    ...(flips ? {} : { mirror: false }),
    ...(collection === null ? {} : { collection }),
    ...(tags.length > 0 ? { tags } : {}),
  };
}

/** Whether fewer photos may appear than there are. */
export const isNarrowed = ({ flips, collection, tags }: Options): boolean =>
  !flips || collection !== null || tags.length > 0;

export const currentOptions = (): Options => optionsIn(location.search);

export function changeOptions(change: Partial<Options>): void {
  const query = withOptions(location.search, { ...currentOptions(), ...change });
  history.replaceState(history.state, "", `${location.pathname}${query}${location.hash}`);
}
