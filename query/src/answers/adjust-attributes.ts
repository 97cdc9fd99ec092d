import { formatAttributeText, type Attribute, type Resource, type Span } from "@spanhouse/model";

/**
 * What Jaeger does to the attributes of spans before it answers with them, unless the raw trace is wanted:
 *
 * - Addresses that old clients sent as numbers become text: `ip` and `peer.ipv4`, of span and resource.
 * - What describes the library is of the resource: `telemetry.sdk.*` and `telemetry.distro.*` of a span move
 *   there. One that the resource has with another value stays, and is said.
 *
 * Spans that share a resource still do.
 */
export class AttributeAdjuster {
  readonly #resources = new Map<Resource, Resource>();
  /** Of the resources with something moved into them, by what was. */
  readonly #extended = new Map<Resource, Map<string, Resource>>();

  /** The span with its attributes put right; the same object when nothing is to be done. */
  adjust(span: Span, warn: (text: string) => void): Span {
    const resource = this.#withAddresses(span.resource);
    const attributes = withAddressTexts(span.attributes);
    const moved: Attribute[] = [];
    const kept = attributes.filter((attribute) => {
      if (!LIBRARY_KEYS.has(attribute.key)) return true;
      const own = resource.attributes.find(({ key }) => key === attribute.key);
      if (own === undefined) moved.push(attribute);
      else if (!isEqual(own, attribute)) {
        warn(`conflicting values of ${attribute.key} in the span and its resource`);
        return true;
      }
      return false;
    });
    const isSame = kept.length === span.attributes.length && attributes === span.attributes;
    if (isSame && resource === span.resource) return span;
    return { ...span, attributes: kept, resource: this.#extend(resource, moved) };
  }

  #withAddresses(resource: Resource): Resource {
    let adjusted = this.#resources.get(resource);
    if (adjusted === undefined) {
      const attributes = withAddressTexts(resource.attributes);
      adjusted = attributes === resource.attributes ? resource : { ...resource, attributes };
      this.#resources.set(resource, adjusted);
    }
    return adjusted;
  }

  #extend(resource: Resource, moved: readonly Attribute[]): Resource {
    if (moved.length === 0) return resource;
    const key = formatAttributeText({ type: "keyValueList", value: moved });
    const known = this.#extended.get(resource) ?? new Map<string, Resource>();
    this.#extended.set(resource, known);
    let extended = known.get(key);
    if (extended === undefined) {
      extended = { ...resource, attributes: [...resource.attributes, ...moved] };
      known.set(key, extended);
    }
    return extended;
  }
}

const LIBRARY_KEYS: ReadonlySet<string> = new Set([
  "telemetry.sdk.language",
  "telemetry.sdk.name",
  "telemetry.sdk.version",
  "telemetry.distro.name",
  "telemetry.distro.version",
]);

const ADDRESS_KEYS: ReadonlySet<string> = new Set(["ip", "peer.ipv4"]);

function withAddressTexts(attributes: readonly Attribute[]): readonly Attribute[] {
  if (!attributes.some((attribute) => addressOf(attribute) !== undefined)) return attributes;
  return attributes.map((attribute): Attribute => {
    const value = addressOf(attribute);
    return value === undefined
      ? attribute
      : { key: attribute.key, value: { type: "string", value } };
  });
}

/** The dotted text of an address that is a number of 32 bits. */
function addressOf({ key, value }: Attribute): string | undefined {
  if (!ADDRESS_KEYS.has(key) || (value.type !== "int" && value.type !== "double")) return undefined;
  const number = Number(value.value);
  if (!Number.isInteger(number) || number < -(2 ** 31) || number >= 2 ** 32) return undefined;
  // Some clients sent it signed.
  return [24, 16, 8, 0].map((shift) => (number >>> shift) & 0xff).join(".");
}

function isEqual(a: Attribute, b: Attribute): boolean {
  return formatAttributeText(a.value) === formatAttributeText(b.value);
}
