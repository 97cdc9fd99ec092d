import type { Language } from "../texts/define-texts.ts";

/**
 * The languages besides English, each loaded by those alone who read it. A new one is a line here and a
 * folder of texts, see docs/ui/languages.md.
 */
const LANGUAGES: Readonly<Record<string, () => Promise<Language>>> = {
  "en-XA": async () => (await import("../texts/pseudo-language.ts")).pseudoLanguage,
};

const STORAGE_KEY = "spanhouse.language";

/** Loads the language of whoever opens the page at this address; undefined for English. */
export async function loadLanguage(address: string): Promise<Language | undefined> {
  return LANGUAGES[pickLanguage(wantedLanguages(address), Object.keys(LANGUAGES))]?.();
}

/** The first wanted language that there is, as itself or without its region; English when there is none. */
export function pickLanguage(wanted: readonly string[], offered: readonly string[]): string {
  for (const tag of wanted) {
    if (offered.includes(tag)) return tag;
    const [base = ""] = tag.split("-");
    if (base === "en" || offered.includes(base)) return base;
  }
  return "en";
}

/** That of the address (`?lang=de`), which is remembered, the remembered one, then those of the browser. */
function wantedLanguages(address: string): readonly string[] {
  const asked = new URLSearchParams(address).get("lang");
  if (asked !== null) remember(asked);
  const chosen = asked ?? remembered();
  return chosen === undefined ? navigator.languages : [chosen, ...navigator.languages];
}

function remember(tag: string): void {
  try {
    localStorage.setItem(STORAGE_KEY, tag);
  } catch {
    // Storage can be forbidden; the language then holds until the page is closed.
  }
}

function remembered(): string | undefined {
  try {
    return localStorage.getItem(STORAGE_KEY) ?? undefined;
  } catch {
    // See remember.
    return undefined;
  }
}
