import { pickTexts } from "./pick-texts.ts";

/** What the address of an embedded page says, on every page. Other pages do not have it. */
export interface EmbedParams {
  /** `1`: the page is shown within another one. */
  readonly embed?: string;
  /** Some of EMBED_PARTS, with commas between. */
  readonly hide?: string;
  /** `light` or `dark`; that of the system when it is missing. */
  readonly theme?: string;
}

export const EMBED_NAMES = ["embed", "hide", "theme"] as const satisfies (keyof EmbedParams)[];

/** What can be left out of an embedded page. */
const EMBED_PARTS = ["facts", "services", "minimap", "heatmap"] as const;

/** Jaeger's names for leaving something out, with the value 1. */
const JAEGER_HIDES = [
  ["uiTimelineHideSummary", "facts"],
  ["uiTimelineCollapseTitle", "services"],
  ["uiTimelineHideMinimap", "minimap"],
  ["uiSearchHideGraph", "heatmap"],
] as const;

/** What an address says about being embedded; in Jaeger's words (`uiEmbed=v0`) as well. */
export function toEmbedParams(raw: Readonly<Record<string, unknown>>): EmbedParams {
  if (raw["embed"] !== "1" && raw["uiEmbed"] !== "v0") return {};
  const hidden = new Set(typeof raw["hide"] === "string" ? raw["hide"].split(",") : []);
  for (const [name, part] of JAEGER_HIDES) if (raw[name] === "1") hidden.add(part);
  const theme = raw["theme"] ?? raw["uiTheme"];
  return pickTexts<keyof EmbedParams>(
    {
      embed: "1",
      hide: EMBED_PARTS.filter((part) => hidden.has(part)).join(","),
      theme: theme === "light" || theme === "dark" ? theme : "",
    },
    EMBED_NAMES,
  );
}

/** The query of the same page when it is not embedded. */
export function withoutEmbed(query: string): string {
  const params = new URLSearchParams(query);
  for (const name of EMBED_NAMES) params.delete(name);
  const text = params.toString();
  return text === "" ? "" : `?${text}`;
}
