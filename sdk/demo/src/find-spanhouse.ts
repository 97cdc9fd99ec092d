import { type Doors, USUAL_DOORS } from "./doors.ts";
import { ANSWER_DEADLINE_MS } from "./limits.ts";
import { isListening } from "./listening.ts";

/**
 * The Spanhouse that runs on the usual ports of this machine; undefined when nothing is on the port of its UI. Throws,
 * with a sentence for people, when something else is there, or when a door that the demo needs is not.
 */
export async function findSpanhouse(doors: Doors = USUAL_DOORS): Promise<Doors | undefined> {
  if (!(await isOpen(doors.query))) return undefined;
  if (!(await isSpanhouse(doors.query))) {
    throw new Error(
      `Port ${new URL(doors.query).port} is taken by something that is not Spanhouse. Stop it, ` +
        "or let the demo start a Spanhouse on another port: npm run demo -- --set query.port=8080",
    );
  }
  for (const url of [doors.otlpHttp, doors.otlpGrpc, doors.zipkin]) {
    if (await isOpen(url)) continue;
    throw new Error(
      `Spanhouse is running at ${doors.query}, but nothing takes spans at ${url}. ` +
        "The demo needs its doors on their usual ports; stop it, and the demo starts one of its own.",
    );
  }
  return doors;
}

function isOpen(url: string): Promise<boolean> {
  const { hostname, port } = new URL(url);
  return isListening(hostname, Number(port));
}

/** Nobody else has this route. */
async function isSpanhouse(url: string): Promise<boolean> {
  try {
    const response = await fetch(`${url}/api/own/services`, {
      signal: AbortSignal.timeout(ANSWER_DEADLINE_MS),
    });
    const body: unknown = await response.json();
    return typeof body === "object" && body !== null && "services" in body;
  } catch {
    // No HTTP, no JSON or no answer: whatever it is, it is not Spanhouse.
    return false;
  }
}
