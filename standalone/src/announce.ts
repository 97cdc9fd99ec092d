import { styleText } from "node:util";

/** One line of "what is listening where". */
export interface Door {
  readonly name: string;
  readonly url: string;
}

export interface Announcement {
  readonly version: string;
  /** `chDB 26.7.2.1 in /srv/data`, `ClickHouse 25.8.1.1 at http://…`, or where spans are forwarded to. */
  readonly store: string;
  readonly doors: readonly Door[];
  readonly colors: boolean;
}

const TITLES: Readonly<Record<string, string>> = {
  query: "UI and query API",
  query_grpc: "Jaeger query, gRPC",
  otlp_grpc: "OTLP over gRPC",
  otlp_http: "OTLP over HTTP",
  jaeger_udp_compact: "Jaeger over UDP",
  jaeger_udp_binary: "Jaeger over UDP",
  jaeger_http: "Jaeger over HTTP",
  jaeger_grpc: "Jaeger over gRPC",
  zipkin: "Zipkin",
  sampling_http: "sampling over HTTP",
  sampling_grpc: "sampling over gRPC",
  health: "health and metrics",
};

/** What is printed once everything listens: where, and something to try, ready to be copied. */
export function announce({ version, store, doors, colors }: Announcement): string {
  // The caller has looked at the stream.
  const style = (name: "bold" | "dim" | "cyan", text: string): string =>
    colors ? styleText(name, text, { validateStream: false }) : text;
  const lines = doors.map(
    ({ name, url }) => `  ${(TITLES[name] ?? name).padEnd(20)}${style("cyan", url)}`,
  );
  const otlp = doors.find((door) => door.name === "otlp_http");
  return [
    `${style("bold", `Spanhouse ${version}`)} is ready ${style("dim", `(${store})`)}`,
    "",
    ...lines,
    ...(otlp === undefined ? [] : ["", ...firstTrace(otlp.url)]),
    "",
  ].join("\n");
}

function firstTrace(url: string): readonly string[] {
  return [
    "Services with an OpenTelemetry SDK send here by default. A first span, by hand:",
    "",
    `  curl ${url}/v1/traces -H 'content-type: application/json' -d '{"resourceSpans":[{`,
    `    "resource":{"attributes":[{"key":"service.name","value":{"stringValue":"hello"}}]},`,
    `    "scopeSpans":[{"spans":[{"name":"first span","kind":2,"spanId":"00f067aa0ba902b7",`,
    `    "traceId":"4bf92f3577b34da6a3ce929d0e0e4736","startTimeUnixNano":"'$(date +%s)'000000000",`,
    `    "endTimeUnixNano":"'$(date +%s)'250000000"}]}]}]}'`,
  ];
}
