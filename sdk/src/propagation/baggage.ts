import {
  type BaggageEntry,
  baggageEntryMetadataFromString,
  type Context,
  propagation,
  type TextMapGetter,
  type TextMapPropagator,
  type TextMapSetter,
} from "@opentelemetry/api";
import { isTracingSuppressed } from "@opentelemetry/core";
import { BAGGAGE_BYTES_MAX, BAGGAGE_MEMBERS_MAX } from "../limits.ts";
import { valuesOf } from "./carrier.ts";

const BAGGAGE = "baggage";
/** A token of HTTP. */
const KEY = /^[!#$%&'*+\-.^_`|~0-9A-Za-z]+$/;
/** What may be written without being encoded. */
const VALUE = /^[\x21\x23-\x2b\x2d-\x3a\x3c-\x5b\x5d-\x7e]*$/;
const PROPERTIES = /^[\x20-\x2b\x2d-\x7e\t]*$/;

/** W3C Baggage. What breaks its rules is left out, member by member. */
export class BaggagePropagator implements TextMapPropagator {
  inject<Carrier>(context: Context, carrier: Carrier, setter: TextMapSetter<Carrier>): void {
    const baggage = propagation.getBaggage(context);
    if (baggage === undefined || isTracingSuppressed(context)) return;
    const members = baggage
      .getAllEntries()
      .map(([key, entry]) => formatMember(key, entry))
      .filter((member) => member !== undefined);
    const header = fitting(members).join(",");
    if (header !== "") setter.set(carrier, BAGGAGE, header);
  }

  extract<Carrier>(context: Context, carrier: Carrier, getter: TextMapGetter<Carrier>): Context {
    const headers = valuesOf(carrier, getter, BAGGAGE);
    if (headers.length === 0) return context;
    const parts = headers.flatMap((header) => header.split(","));
    const entries = fitting(parts.map((part) => part.trim()).filter((part) => part !== ""))
      .map(parseMember)
      .filter((entry) => entry !== undefined);
    if (entries.length === 0) return context;
    const before = propagation.getBaggage(context)?.getAllEntries() ?? [];
    return propagation.setBaggage(
      context,
      propagation.createBaggage(Object.fromEntries([...before, ...entries])),
    );
  }

  fields(): string[] {
    return [BAGGAGE];
  }
}

function parseMember(text: string): readonly [string, BaggageEntry] | undefined {
  const [pair, ...properties] = text.split(";");
  const at = pair!.indexOf("=");
  const key = pair!.slice(0, at).trim();
  const value = pair!.slice(at + 1).trim();
  if (at < 0 || !KEY.test(key) || !VALUE.test(value)) return undefined;
  const entry = { value: decodePercent(value) };
  if (properties.length === 0) return [key, entry];
  const metadata = baggageEntryMetadataFromString(properties.map((one) => one.trim()).join(";"));
  return [key, { ...entry, metadata }];
}

function formatMember(key: string, { value, metadata }: BaggageEntry): string | undefined {
  if (!KEY.test(key)) return undefined;
  const member = `${key}=${encodePercent(value)}`;
  const properties = metadata?.toString() ?? "";
  return properties === "" || !PROPERTIES.test(properties) ? member : `${member};${properties}`;
}

/** Members in their order, as long as they fit; one that does not is left out, and smaller ones behind it may still fit. */
function fitting(members: readonly string[]): readonly string[] {
  let bytes = -1;
  const kept: string[] = [];
  for (const member of members) {
    const size = Buffer.byteLength(member) + 1;
    if (kept.length >= BAGGAGE_MEMBERS_MAX || bytes + size > BAGGAGE_BYTES_MAX) continue;
    bytes += size;
    kept.push(member);
  }
  return kept;
}

/** Bytes that are not UTF-8 become U+FFFD, and a percent sign that encodes nothing stands for itself. */
function decodePercent(text: string): string {
  if (!text.includes("%")) return text;
  const bytes = text.replace(/%([0-9A-Fa-f]{2})/g, (_whole, hex: string) =>
    String.fromCharCode(Number.parseInt(hex, 16)),
  );
  return Buffer.from(bytes, "latin1").toString("utf8");
}

/** Half of a surrogate pair cannot be written; it becomes U+FFFD. */
function encodePercent(text: string): string {
  return encodeURIComponent(Buffer.from(text).toString());
}
