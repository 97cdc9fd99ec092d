/** The traces that were picked to be compared, one or two, as the address has them: `<id>.<id>`. */
export function pickedTraces(text: string | undefined): readonly string[] {
  return (text ?? "").split(".").filter((id) => /^[0-9a-f]{32}$/.test(id));
}

/** The text with a trace in it, or without it when it is there. Of three, the first one leaves. */
export function togglePick(text: string | undefined, traceId: string): string {
  const picked = pickedTraces(text);
  const without = picked.filter((id) => id !== traceId);
  return (without.length < picked.length ? without : [...picked, traceId].slice(-2)).join(".");
}
