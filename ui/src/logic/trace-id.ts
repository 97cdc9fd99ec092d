/** The trace id in what people paste: 1 to 32 hexadecimal digits, dashes and white space aside. */
export function parseTraceId(text: string): string | undefined {
  const digits = text.trim().replaceAll("-", "").toLowerCase();
  if (!/^[0-9a-f]{1,32}$/.test(digits) || /^0+$/.test(digits)) return undefined;
  return digits.padStart(32, "0");
}
