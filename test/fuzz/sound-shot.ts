import type { Span } from "@spanhouse/model";
import { frame } from "../support/raw-grpc.ts";
import { httpShot, type Shot } from "./shot.ts";
import { httpShotOf, POST_SPANS_PATH } from "./shots-at-jaeger-and-zipkin.ts";
import { wireFormat, type WireFormatName } from "./wire-formats.ts";

/** A request that nobody damaged, at the door of its format. */
export function soundShot(format: WireFormatName, spans: readonly Span[]): Shot {
  const body = wireFormat(format).encode(spans);
  const shot = { mutator: "none", expected: ["200", "202", "grpc 0"] };
  if (format === "otlp protobuf") {
    return { ...shot, wire: { door: "grpc", headers: {}, bytes: frame(body) } };
  }
  if (format === "otlp json") return { ...shot, wire: httpShot("json", body) };
  if (format === "jaeger protobuf") {
    const headers = { ":path": POST_SPANS_PATH };
    return { ...shot, wire: { door: "jaegerGrpc", headers, bytes: frame(body) } };
  }
  return { ...shot, wire: httpShotOf(format, body) };
}
