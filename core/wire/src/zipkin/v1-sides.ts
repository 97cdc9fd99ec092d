import { KIND } from "./kind.ts";
import type { ZipkinV1Annotation, ZipkinV1Endpoint, ZipkinV1Span } from "./v1-span.ts";

/**
 * In Zipkin's first model both ends of a call may write into one span: annotations of two letters say what
 * happened when, and their host says where.
 *
 *   client  cs ───────────────────────────── cr        producer  ms ── ws
 *   server        sr ───────────── ss                  consumer            wr ── mr
 */
interface SideRule {
  readonly kind: number;
  /** Any of these makes the side exist. */
  readonly marks: readonly string[];
  /** When it began; the first that is there counts. */
  readonly begins: readonly string[];
  readonly ends: readonly string[];
  /** The key of the binary annotation whose host is the other end. */
  readonly remote: string;
}

const RULES: readonly SideRule[] = [
  { kind: KIND.client, marks: ["cs", "cr"], begins: ["cs"], ends: ["cr"], remote: "sa" },
  { kind: KIND.server, marks: ["sr", "ss"], begins: ["sr"], ends: ["ss"], remote: "ca" },
  { kind: KIND.producer, marks: ["ms"], begins: ["ms"], ends: ["ws"], remote: "ma" },
  { kind: KIND.consumer, marks: ["mr"], begins: ["wr", "mr"], ends: ["mr"], remote: "ma" },
];

/** Keys of binary annotations that only name a host. */
export const ADDRESS_KEYS: ReadonlySet<string> = new Set(["sa", "ca", "ma"]);
/** `lc`: the span is local, and its value is the component it happened in. */
export const LOCAL_COMPONENT_KEY = "lc";

/** One end of a call, or the whole of a local span. */
export interface ZipkinV1Side {
  readonly kind: number;
  readonly local: ZipkinV1Endpoint | undefined;
  readonly remote: ZipkinV1Endpoint | undefined;
  /** Microseconds since 1970, as the annotations have it. */
  readonly beginUs: bigint | undefined;
  readonly endUs: bigint | undefined;
  /** What the sides above say, so that they need not be told as events again. */
  readonly core: ReadonlySet<string>;
}

/** The sides of a span, the one that made the call first; at least one. */
export function sidesOf(span: ZipkinV1Span): readonly ZipkinV1Side[] {
  const sides: ZipkinV1Side[] = [];
  for (const rule of RULES) {
    const marks = span.annotations.filter(({ value }) => rule.marks.includes(value));
    if (marks.length === 0) continue;
    sides.push({
      kind: rule.kind,
      local: marks.find(({ host }) => host !== undefined)?.host ?? localHost(span),
      remote: addressOf(span, rule.remote),
      beginUs: timeOf(span.annotations, rule.begins),
      endUs: timeOf(span.annotations, rule.ends),
      core: new Set([...rule.begins, ...rule.ends]),
    });
  }
  return sides.length > 0 ? sides : [localSide(span)];
}

/** The side that something with this host belongs to: the same host, else the same service, else the first. */
export function sideOfHost(
  sides: readonly ZipkinV1Side[],
  host: ZipkinV1Endpoint | undefined,
): ZipkinV1Side {
  const first = sides[0]!;
  if (host === undefined || sides.length === 1) return first;
  return (
    sides.find(({ local }) => local !== undefined && isSameHost(local, host)) ??
    sides.find(({ local }) => local?.serviceName === host.serviceName) ??
    first
  );
}

/** A span without any of the marks: local, unless addresses say that somebody was called. */
function localSide(span: ZipkinV1Span): ZipkinV1Side {
  const caller = addressOf(span, "ca");
  const called = addressOf(span, "sa") ?? addressOf(span, "ma");
  const local = localHost(span);
  return {
    kind: KIND.internal,
    local: local ?? (called === undefined ? undefined : caller),
    remote: called ?? (local === undefined ? undefined : caller),
    beginUs: undefined,
    endUs: undefined,
    core: new Set(),
  };
}

/** Where the span was made when no mark says it. */
function localHost(span: ZipkinV1Span): ZipkinV1Endpoint | undefined {
  const { annotations, binaryAnnotations } = span;
  const component = binaryAnnotations.find(({ key }) => key === LOCAL_COMPONENT_KEY);
  return (
    component?.host ??
    annotations.find(({ host }) => host !== undefined)?.host ??
    binaryAnnotations.find(({ key, host }) => host !== undefined && !ADDRESS_KEYS.has(key))?.host
  );
}

function addressOf({ binaryAnnotations }: ZipkinV1Span, key: string): ZipkinV1Endpoint | undefined {
  return binaryAnnotations.find((one) => one.key === key && one.host !== undefined)?.host;
}

function timeOf(
  annotations: readonly ZipkinV1Annotation[],
  values: readonly string[],
): bigint | undefined {
  for (const wanted of values) {
    const found = annotations.find(({ value }) => value === wanted);
    if (found !== undefined) return found.timestampUs;
  }
  return undefined;
}

function isSameHost(a: ZipkinV1Endpoint, b: ZipkinV1Endpoint): boolean {
  return (
    a.serviceName === b.serviceName && a.ipv4 === b.ipv4 && a.ipv6 === b.ipv6 && a.port === b.port
  );
}
