import { err, ok, type Result } from "@spanhouse/base";
import { fromBase64 } from "@spanhouse/model";
import { ZIPKIN_REFUSALS } from "./refusals.ts";
import type {
  ZipkinV1Annotation,
  ZipkinV1BinaryAnnotation,
  ZipkinV1Endpoint,
  ZipkinV1Span,
} from "./v1-span.ts";

type JsonObject = Readonly<Record<string, unknown>>;

/** Something in the span is not what the format says. Caught where the reading began. */
class ShapeError extends Error {
  override readonly name = "ShapeError";
}

const PORT_MAX = 65_535;
const TRACE_ID_DIGITS = 32;
const ID_DIGITS = 16;
const BASE64 = /^[A-Za-z0-9+/_-]*={0,2}$/;
const INT64_MAX = 2 ** 63;

/**
 * A span of v1 JSON, already parsed. Ids are padded to their full length; absent lists are empty. An error
 * says what is wrong, in one of a few sentences.
 */
export function readZipkinV1JsonSpan(value: unknown): Result<ZipkinV1Span, string> {
  try {
    return ok(readSpan(objectOf(value, "a span")));
  } catch (error) {
    if (error instanceof ShapeError) return err(error.message);
    throw error;
  }
}

function readSpan(span: JsonObject): ZipkinV1Span {
  return {
    traceId: idOf(span["traceId"], TRACE_ID_DIGITS, ZIPKIN_REFUSALS.traceId),
    id: idOf(span["id"], ID_DIGITS, ZIPKIN_REFUSALS.id),
    parentId: isAbsent(span["parentId"])
      ? ""
      : idOf(span["parentId"], ID_DIGITS, ZIPKIN_REFUSALS.parentId),
    name: textOf(span["name"], "name"),
    timestampUs: microsOf(span["timestamp"]),
    durationUs: microsOf(span["duration"]),
    debug: span["debug"] === true,
    annotations: listOf(span["annotations"], "annotations").map(readAnnotation),
    binaryAnnotations: listOf(span["binaryAnnotations"], "binaryAnnotations").map(
      readBinaryAnnotation,
    ),
  };
}

function readAnnotation(value: unknown): ZipkinV1Annotation {
  const annotation = objectOf(value, "an annotation");
  const timestampUs = microsOf(annotation["timestamp"]);
  if (timestampUs === undefined || typeof annotation["value"] !== "string") {
    throw new ShapeError(ZIPKIN_REFUSALS.annotation);
  }
  return { timestampUs, value: annotation["value"], host: endpointOf(annotation["endpoint"]) };
}

function readBinaryAnnotation(given: unknown): ZipkinV1BinaryAnnotation {
  const annotation = objectOf(given, "a binary annotation");
  return {
    key: textOf(annotation["key"], "key"),
    value: valueOf(annotation["value"], annotation["type"]),
    host: endpointOf(annotation["endpoint"]),
  };
}

/** The type says what a value is that JSON cannot tell: bytes as base64, integers, doubles. */
function valueOf(value: unknown, type: unknown): ZipkinV1BinaryAnnotation["value"] {
  if (typeof value === "boolean") return { type: "bool", value };
  if (typeof value === "string") {
    if (type === "BYTES" && isBase64(value)) {
      return { type: "bytes", value: fromBase64(value) };
    }
    if (type === "BOOL" && (value === "true" || value === "false")) {
      return { type: "bool", value: value === "true" };
    }
    if (isIntegerType(type) && /^-?\d{1,18}$/.test(value)) {
      return { type: "int", value: BigInt(value) };
    }
    return { type: "string", value };
  }
  if (typeof value === "number") {
    const isInt = type !== "DOUBLE" && Number.isInteger(value) && Math.abs(value) < INT64_MAX;
    return isInt ? { type: "int", value: BigInt(value) } : { type: "double", value };
  }
  if (isAbsent(value)) return { type: "string", value: "" };
  throw new ShapeError("the value of a binary annotation must be plain");
}

function isIntegerType(type: unknown): boolean {
  return type === "I16" || type === "I32" || type === "I64";
}

function isBase64(text: string): boolean {
  return BASE64.test(text) && text.replace(/=+$/, "").length % 4 !== 1;
}

function endpointOf(value: unknown): ZipkinV1Endpoint | undefined {
  if (isAbsent(value)) return undefined;
  const endpoint = objectOf(value, "an endpoint");
  const port = endpoint["port"] ?? 0;
  const isPort =
    typeof port === "number" && Number.isInteger(port) && port >= 0 && port <= PORT_MAX;
  if (!isPort) throw new ShapeError(ZIPKIN_REFUSALS.port);
  return {
    serviceName: textOf(endpoint["serviceName"], "serviceName"),
    ipv4: textOf(endpoint["ipv4"], "ipv4"),
    ipv6: textOf(endpoint["ipv6"], "ipv6"),
    port,
  };
}

/** Zipkin pads ids that are too short with zeros at the left. */
function idOf(value: unknown, digits: number, refusal: string): string {
  if (typeof value !== "string" || value.length > digits) throw new ShapeError(refusal);
  return value.toLowerCase().padStart(digits, "0");
}

/** 0 stands for not said. */
function microsOf(value: unknown): bigint | undefined {
  if (isAbsent(value) || value === 0) return undefined;
  if (typeof value !== "number" || !Number.isInteger(value)) {
    throw new ShapeError(ZIPKIN_REFUSALS.time);
  }
  return BigInt(value);
}

function textOf(value: unknown, what: string): string {
  if (isAbsent(value)) return "";
  if (typeof value !== "string") throw new ShapeError(`${what} must be a string`);
  return value;
}

function listOf(value: unknown, what: string): readonly unknown[] {
  if (isAbsent(value)) return [];
  if (!Array.isArray(value)) throw new ShapeError(`${what} must be an array`);
  return value;
}

function objectOf(value: unknown, what: string): JsonObject {
  if (typeof value !== "object" || value === null || Array.isArray(value)) {
    throw new ShapeError(`${what} must be an object`);
  }
  return { ...value };
}

function isAbsent(value: unknown): value is null | undefined {
  return value === undefined || value === null;
}
