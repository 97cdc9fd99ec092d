/**
 * A link from a span to another system, with places in braces for what is known of the span:
 *
 *   https://logs.example.com/search?q={trace_id}&pod={k8s.pod.name}
 */
export interface LinkTemplate {
  /** What the link says. */
  readonly name: string;
  readonly url: string;
}

/** A place of a template: `trace_id`, `span_id`, `service`, `start_ms`, `end_ms`, else the key of an attribute. */
export const LINK_PLACE = /\{([^{}]+)\}/g;

/** Places may stand behind the host only: which machine a link leads to is never up to what a span says. */
const TEMPLATE = /^https?:\/\/[^/?#{}\\\s]+(?:[/?#][^\s]*)?$/;

/** True for an http or https address with places only where they may be. */
export function isLinkTemplate(url: string): boolean {
  const withoutPlaces = url.replaceAll(LINK_PLACE, "x");
  return TEMPLATE.test(url) && !/[{}]/.test(withoutPlaces) && URL.canParse(withoutPlaces);
}
