import { err, hexDigit, ok, toHex, type Result } from "@spanhouse/base";

/** Trace ids as Jaeger's HTTP API writes and reads them. */

const HIGH_HALF_ZERO = "0".repeat(16);
const HEX_DIGITS_MAX = 32;
/** 16 bytes in base64 with padding. */
const BASE64_CHARS_MAX = 24;
const BASE64 = /^[A-Za-z0-9+/_-]+={0,2}$/;

/** Jaeger writes 16 digits when the high half is zero, else 32. `traceId` has 32 digits. */
export function toJaegerTraceId(traceId: string): string {
  return traceId.startsWith(HIGH_HALF_ZERO) ? traceId.slice(16) : traceId;
}

/**
 * Reads 1 to 32 hexadecimal digits of either case, or 8 or 16 bytes as base64 (standard or URL alphabet,
 * with or without padding), to 32 lower-case digits. What can be read as hexadecimal is hexadecimal. An
 * error is Jaeger's sentence.
 */
export function parseJaegerTraceId(text: string): Result<string, string> {
  if (text.length > HEX_DIGITS_MAX) {
    return err(`TraceID cannot be longer than 32 hex characters: ${text}`);
  }
  if (isHex(text)) return ok(text.toLowerCase().padStart(HEX_DIGITS_MAX, "0"));
  return (
    parseBase64(text) ?? err(`strconv.ParseUint: parsing ${JSON.stringify(text)}: invalid syntax`)
  );
}

function isHex(text: string): boolean {
  for (let at = 0; at < text.length; at++) if (hexDigit(text.charCodeAt(at)) < 0) return false;
  return text !== "";
}

function parseBase64(text: string): Result<string, string> | undefined {
  if (text.length > BASE64_CHARS_MAX || !BASE64.test(text)) return undefined;
  const digits = text.replace(/=+$/, "").replaceAll("-", "+").replaceAll("_", "/");
  if (digits.length % 4 === 1) return undefined;
  const bytes = Uint8Array.from(atob(digits), (char) => char.charCodeAt(0));
  if (bytes.length !== 8 && bytes.length !== 16) return undefined;
  return ok(toHex(bytes).padStart(HEX_DIGITS_MAX, "0"));
}
