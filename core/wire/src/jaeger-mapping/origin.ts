/**
 * How a span that came from Jaeger is marked, so that Jaeger's API can give it back as it came: its scope has
 * these attributes. What the API shows of a span without them is what Jaeger itself makes of OpenTelemetry.
 */
export const ORIGIN_KEY = "spanhouse.origin";
export const ORIGIN_JAEGER = "jaeger";

/**
 * Names that the sender used itself, with commas between; of those, the API must not make the names that
 * Jaeger's clients use for the same.
 */
export const SPELLING_KEY = "spanhouse.origin.spelling";

/** Bits of a spelling. */
export const SPELLING = {
  /** The process has a tag `host.name`. */
  hostName: 1,
  /** The process has a tag `opencensus.exporterversion`. */
  exporterVersion: 2,
  /** The tags of the scope are `otel.library.name` and `otel.library.version`. */
  library: 4,
} as const;

const SPELLING_NAMES = ["host.name", "opencensus.exporterversion", "otel.library"];

/** By the bits of SPELLING. */
export const SPELLING_TEXTS: readonly string[] = Array.from({ length: 8 }, (_, bits) =>
  SPELLING_NAMES.filter((_name, index) => (bits & (1 << index)) !== 0).join(","),
);

/**
 * An attribute of a span whose status nobody said: it comes from the attribute that is the value.
 * Jaeger's API then shows no tag for the status.
 */
export const STATUS_SOURCE_KEY = "spanhouse.status.source";

/** The attribute in which Jaeger keeps the warnings of a span, a list of texts. */
export const WARNINGS_KEY = "@jaeger@warnings";

/** Process tags of Jaeger's clients and what OpenTelemetry calls them. */
export const HOST_NAME = { jaeger: "hostname", otel: "host.name" } as const;
export const CLIENT_VERSION = {
  jaeger: "jaeger.version",
  otel: "opencensus.exporterversion",
  /** Stands before the version under the name of OpenTelemetry. */
  prefix: "Jaeger-",
} as const;

/** Of a link: what its reference was. */
export const REF_TYPE_KEY = "opentracing.ref_type";
export const REF_TYPE_TEXTS = ["child_of", "follows_from"] as const;
