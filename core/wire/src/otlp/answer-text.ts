/**
 * Bytes of a message in an answer. OTLP asks servers to bound their answers and to cut messages first;
 * with this bound an answer is always below 1 KiB.
 */
export const ANSWER_MESSAGE_BYTES_MAX = 512;

const ELLIPSIS = "…";

/** The text cut between characters to ANSWER_MESSAGE_BYTES_MAX bytes of UTF-8, with "…" where it was cut. */
export function clipAnswerText(text: string): string {
  // No UTF-16 unit takes more than 3 bytes, so short texts need no encoding.
  if (text.length * 3 <= ANSWER_MESSAGE_BYTES_MAX) return text;
  const encoder = new TextEncoder();
  const buffer = new Uint8Array(ANSWER_MESSAGE_BYTES_MAX);
  if (encoder.encodeInto(text, buffer).read === text.length) return text;
  const { read } = encoder.encodeInto(text, buffer.subarray(3));
  return text.slice(0, read) + ELLIPSIS;
}
