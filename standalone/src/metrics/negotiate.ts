import type { ExpositionFormat } from "@spanhouse/wire";

/** One range of an `Accept` header, such as `application/openmetrics-text; version=1.0.0; q=0.5`. */
interface Range {
  readonly type: string;
  readonly parameters: ReadonlyMap<string, string>;
  readonly quality: number;
  /** How exactly it names something: 0 is anything, 3 a type with its version. */
  readonly precision: number;
}

const OFFERS: Readonly<
  Record<ExpositionFormat, { readonly type: string; readonly version: string }>
> = {
  text: { type: "text/plain", version: "0.0.4" },
  openMetrics: { type: "application/openmetrics-text", version: "1.0.0" },
};

/**
 * The format a scraper likes best. Between formats it likes equally, the one its header names first; what it
 * does not name loses against what it does. A scraper that accepts neither gets text format 0.0.4, which
 * everything that reads metrics understands.
 */
export function negotiateFormat(accept: string | undefined): ExpositionFormat {
  const ranges = parseRanges(accept ?? "");
  const text = likingOf("text", ranges);
  const openMetrics = likingOf("openMetrics", ranges);
  if (openMetrics === undefined || openMetrics.quality === 0) return "text";
  if (text === undefined || text.quality < openMetrics.quality) return "openMetrics";
  if (text.quality > openMetrics.quality) return "text";
  if (text.precision !== openMetrics.precision) {
    return text.precision > openMetrics.precision ? "text" : "openMetrics";
  }
  return ranges.indexOf(text) <= ranges.indexOf(openMetrics) ? "text" : "openMetrics";
}

/** Whether a client takes gzip, by its `Accept-Encoding`. */
export function acceptsGzip(acceptEncoding: string | undefined): boolean {
  const ranges = parseRanges(acceptEncoding ?? "");
  const range =
    ranges.find(({ type }) => type === "gzip" || type === "x-gzip") ??
    ranges.find(({ type }) => type === "*");
  return range !== undefined && range.quality > 0;
}

/** The most precise range that a format is in, which is what says how much it is liked. */
function likingOf(format: ExpositionFormat, ranges: readonly Range[]): Range | undefined {
  return ranges
    .filter((range) => includes(range, format))
    .reduce<Range | undefined>(
      (best, range) => (best === undefined || range.precision > best.precision ? range : best),
      undefined,
    );
}

function includes({ type, parameters }: Range, format: ExpositionFormat): boolean {
  const offer = OFFERS[format];
  const version = parameters.get("version");
  if (version !== undefined && version !== offer.version) return false;
  return type === offer.type || type === "*/*" || type === `${offer.type.split("/")[0]!}/*`;
}

function parseRanges(header: string): readonly Range[] {
  return header.split(",").flatMap((text) => {
    const [type = "", ...rest] = text.split(";").map((part) => part.trim());
    if (type === "") return [];
    const parameters = new Map(rest.map(parseParameter));
    const quality = Number(parameters.get("q") ?? "1");
    const isVersioned = parameters.has("version") ? 1 : 0;
    return [
      {
        type: type.toLowerCase(),
        parameters,
        quality: quality >= 0 && quality <= 1 ? quality : 0,
        precision: type === "*/*" ? 0 : type.endsWith("/*") ? 1 : 2 + isVersioned,
      },
    ];
  });
}

function parseParameter(text: string): [string, string] {
  const equals = text.indexOf("=");
  if (equals < 0) return [text.toLowerCase(), ""];
  const value = text.slice(equals + 1).trim();
  return [text.slice(0, equals).trim().toLowerCase(), value.replace(/^"(.*)"$/, "$1")];
}
