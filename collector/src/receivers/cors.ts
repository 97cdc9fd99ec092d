import type { CorsConfig } from "../config/door-settings.ts";

/**
 * CORS for pages that export from a browser: off unless origins are allowed. The answer names the exact
 * origin of the request, never `*`, because `sendBeacon` sends with credentials and browsers then refuse `*`.
 */
export interface Cors {
  /** Headers for the answer to an actual request. */
  actual(origin: string | undefined): Readonly<Record<string, string>>;
  /** Headers for the answer to a preflight. */
  preflight(origin: string | undefined): Readonly<Record<string, string>>;
}

/** Request headers a page may always send: what OTLP needs, and what many libraries add. */
const HEADERS_ALWAYS_ALLOWED = ["content-type", "content-encoding", "x-requested-with"];

/** The rules of the settings; undefined when CORS is off. */
export function corsOf(config: CorsConfig): Cors | undefined {
  if (config.allowedOrigins.length === 0) return undefined;
  const patterns = config.allowedOrigins.map(originPattern);
  const allowedHeaders = [
    ...new Set([
      ...HEADERS_ALWAYS_ALLOWED,
      ...config.allowedHeaders.map((name) => name.toLowerCase()),
    ]),
  ].join(", ");
  const shared = (origin: string): Record<string, string> => ({
    "access-control-allow-origin": origin,
    "access-control-allow-credentials": "true",
    vary: "Origin",
  });
  const isAllowed = (origin: string | undefined): origin is string =>
    origin !== undefined && patterns.some((pattern) => pattern.test(origin));
  return {
    actual: (origin) =>
      isAllowed(origin)
        ? { ...shared(origin), "access-control-expose-headers": "Retry-After" }
        : { vary: "Origin" },
    preflight: (origin) =>
      isAllowed(origin)
        ? {
            ...shared(origin),
            "access-control-allow-methods": "POST",
            "access-control-allow-headers": allowedHeaders,
            "access-control-max-age": String(config.maxAgeSeconds),
          }
        : { vary: "Origin" },
  };
}

/**
 * `https://*.shop.example` as a pattern: `*` stands for any part of a host or port, everything else for
 * itself. `*` alone is any origin.
 */
function originPattern(origin: string): RegExp {
  if (origin === "*") return /^/;
  const literal = origin
    .toLowerCase()
    .split("*")
    .map((part) => part.replace(/[.+?^${}()|[\]\\]/g, "\\$&"));
  return new RegExp(`^${literal.join("[^/]*")}$`, "i");
}
