import {
  formatAttributeValue,
  isLinkTemplate,
  LINK_PLACE,
  type LinkTemplate,
  type OwnSpan,
} from "@spanhouse/model";

/** A link that leads somewhere. */
export interface SpanLink {
  readonly name: string;
  readonly href: string;
}

type LinkedSpan = Pick<
  OwnSpan,
  "traceId" | "spanId" | "service" | "startUnixNano" | "endUnixNano" | "attributes" | "resource"
>;

/** The links of which every place is known for this span, with values escaped for a URL. */
export function spanLinks(
  templates: readonly LinkTemplate[],
  span: LinkedSpan,
): readonly SpanLink[] {
  return templates.flatMap(({ name, url }) => {
    // The server has checked it; what leads away from here is checked where it is used too.
    if (!isLinkTemplate(url)) return [];
    const places = [...url.matchAll(LINK_PLACE)].map(([, place = ""]) => place);
    if (places.some((place) => valueOf(span, place) === undefined)) return [];
    const href = url.replaceAll(LINK_PLACE, (_, place: string) =>
      escapeForUrl(valueOf(span, place) ?? ""),
    );
    return isPlaceKept(url, href) ? [{ name, href }] : [];
  });
}

function valueOf(span: LinkedSpan, place: string): string | undefined {
  const attribute = (key: string): string | undefined => {
    const all = [...span.attributes, ...span.resource.attributes];
    const found = all.find((each) => each.key === key);
    return found && formatAttributeValue(found.value);
  };
  switch (place) {
    case "trace_id":
      return span.traceId;
    case "span_id":
      return span.spanId;
    case "service":
      return span.service;
    case "start_ms":
      return String(BigInt(span.startUnixNano) / 1_000_000n);
    case "end_ms":
      return String(BigInt(span.endUnixNano) / 1_000_000n);
    default:
      return attribute(place);
  }
}

function escapeForUrl(text: string): string {
  // Half of a pair of code units cannot be written in a URL.
  return encodeURIComponent(text.replace(/\p{Surrogate}/gu, "\uFFFD"));
}

/** False when a value turned into steps of the path: `..` leads up, whether it is escaped or not. */
function isPlaceKept(url: string, href: string): boolean {
  const meant = new URL(url.replaceAll(LINK_PLACE, "x"));
  const { origin, pathname } = new URL(href);
  const steps = (path: string): number => path.split("/").length;
  return origin === meant.origin && steps(pathname) === steps(meant.pathname);
}
