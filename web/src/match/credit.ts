/** Who made a photo, and under which terms it is shown: as short as it can be said. */

import type { Photo } from "./api";

const CREATIVE_COMMONS = /creativecommons\.org\/(?:licenses|publicdomain)\/([a-z-]+)\/([\d.]+)/i;

/** "" where nothing is known. A credit that names the licence already is left as it is. */
export function creditOf({ credit, licence }: Pick<Photo, "credit" | "licence">): string {
  const [maker, terms] = [credit.trim(), licenceName(licence)];
  return maker.includes(terms) ? maker : [maker, terms].filter(Boolean).join(", ");
}

/** The name of a Creative Commons licence of which a file gives only the address. */
export function licenceName(licence: string): string {
  const [, kind, version] = CREATIVE_COMMONS.exec(licence) ?? [];
  if (!kind) return licence.trim();
  if (kind === "zero") return `CC0 ${version}`;
  return kind === "mark" ? "Public domain" : `CC ${kind.toUpperCase()} ${version}`;
}
