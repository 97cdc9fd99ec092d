import type { Doors } from "./doors.ts";

/** The doors of a Spanhouse that says in its log that it is ready; undefined for any other line of the log. */
export function parseReadyLine(line: string): Doors | undefined {
  if (!line.startsWith("{") || !line.includes('"msg":"ready"')) return undefined;
  const { doors } = JSON.parse(line) as {
    readonly doors: readonly { readonly name: string; readonly url: string }[];
  };
  const urlOf = (name: string): string => {
    const door = doors.find((each) => each.name === name);
    if (door === undefined) throw new Error(`the Spanhouse of the demo has no door ${name}`);
    return door.url;
  };
  const udp = new URL(urlOf("jaeger_udp_compact"));
  return {
    query: urlOf("query"),
    otlpHttp: urlOf("otlp_http"),
    otlpGrpc: urlOf("otlp_grpc"),
    zipkin: urlOf("zipkin"),
    jaegerUdp: { host: udp.hostname, port: Number(udp.port) },
  };
}
