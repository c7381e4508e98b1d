/** The page's look for canvases: paper and ink from the style sheet, the same by day and night. */

export interface Look {
  paper: string;
  ink: string;
  muted: string;
  hairline: string;
  accent: string;
  family: string;
  direction: CanvasDirection;
}

export function currentLook(): Look {
  const style = getComputedStyle(document.documentElement);
  const value = (name: string) => style.getPropertyValue(name).trim();
  return {
    paper: value("--paper"),
    ink: value("--paper-ink"),
    muted: value("--paper-muted"),
    hairline: value("--paper-hairline"),
    accent: value("--accent"),
    family: value("--font"),
    direction: document.documentElement.dir === "rtl" ? "rtl" : "ltr",
  };
}

export const fontOf = (look: Look, weight: number, px: number): string => `${weight} ${px}px ${look.family}`;

/** A canvas draws at once, in whatever font is there: fetch the letters of these texts first. */
export async function loadLetters(look: Look, texts: readonly string[]): Promise<void> {
  const text = texts.join(" ");
  await Promise.all([400, 800].map((weight) => document.fonts.load(fontOf(look, weight, 16), text))).catch(
    () => {},
  );
}
