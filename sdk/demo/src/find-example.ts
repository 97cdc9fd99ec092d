import type { Search } from "./hints.ts";
import { ANSWER_DEADLINE_MS, EXAMPLE_AGE_MS } from "./limits.ts";

/** The id of the newest trace that a search finds, from a time on; undefined while there is none, or no answer. */
export async function findExample(
  queryUrl: string,
  { service, operation, tags, minDuration }: Search,
  sinceUnixMs: number,
): Promise<string | undefined> {
  // A search whose end is before its start would be refused.
  if (Date.now() - EXAMPLE_AGE_MS <= sinceUnixMs) return undefined;
  const params = new URLSearchParams({
    service,
    start: String(sinceUnixMs * 1000),
    // Of a younger trace some spans may not have been sent yet.
    end: String((Date.now() - EXAMPLE_AGE_MS) * 1000),
    limit: "1",
  });
  if (operation !== undefined) params.set("operation", operation);
  for (const [key, value] of Object.entries(tags ?? {})) params.append("tag", `${key}:${value}`);
  if (minDuration !== undefined) params.set("minDuration", minDuration);
  try {
    const response = await fetch(`${queryUrl}/api/own/search?${params.toString()}`, {
      signal: AbortSignal.timeout(ANSWER_DEADLINE_MS),
    });
    if (!response.ok) return undefined;
    const { traces } = (await response.json()) as { traces: readonly { traceId: string }[] };
    return traces[0]?.traceId;
  } catch {
    // Busy, or ending: whoever asks will ask again.
    return undefined;
  }
}
