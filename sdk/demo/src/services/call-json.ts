/** What another service answered. */
export interface Answer {
  readonly status: number;
  readonly body: unknown;
}

/** Calls another service of the shop with JSON; rejects when it cannot be reached. */
export async function callJson(url: string, body?: unknown): Promise<Answer> {
  const response = await fetch(url, {
    ...(body !== undefined && {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify(body),
    }),
  });
  return { status: response.status, body: await response.json() };
}
