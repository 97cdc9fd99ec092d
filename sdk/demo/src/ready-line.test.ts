import { expect, it } from "vitest";
import { parseReadyLine } from "./ready-line.ts";

const DOORS = [
  { name: "query", url: "http://127.0.0.1:1" },
  { name: "otlp_grpc", url: "http://127.0.0.1:2" },
  { name: "otlp_http", url: "http://127.0.0.1:3" },
  { name: "zipkin", url: "http://127.0.0.1:4" },
  { name: "jaeger_udp_compact", url: "udp://127.0.0.1:5" },
];

it("reads the doors of a Spanhouse that is ready", () => {
  expect(parseReadyLine(JSON.stringify({ level: 30, doors: DOORS, msg: "ready" }))).toEqual({
    query: "http://127.0.0.1:1",
    otlpGrpc: "http://127.0.0.1:2",
    otlpHttp: "http://127.0.0.1:3",
    zipkin: "http://127.0.0.1:4",
    jaegerUdp: { host: "127.0.0.1", port: 5 },
  });
});

it("passes over everything else that is written", () => {
  for (const line of ["", "Spanhouse is ready", '{"level":30,"msg":"stopping"}']) {
    expect(parseReadyLine(line)).toBeUndefined();
  }
});

it("names the door that is missing", () => {
  const line = JSON.stringify({ doors: DOORS.slice(0, 3), msg: "ready" });
  expect(() => parseReadyLine(line)).toThrow(/no door jaeger_udp_compact/);
});
