import { connect } from "node:net";
import { setTimeout as delay } from "node:timers/promises";
import { POLL_INTERVAL_MS } from "./limits.ts";

/** Whether something accepts connections there. */
export function isListening(host: string, port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, host);
    const end = (answer: boolean): void => {
      socket.destroy();
      resolve(answer);
    };
    socket.once("connect", () => end(true));
    socket.once("error", () => end(false));
  });
}

/** Resolves with false when nothing accepts connections there in time. */
export async function waitUntilListening(port: number, waitMs: number): Promise<boolean> {
  const deadline = performance.now() + waitMs;
  while (performance.now() < deadline) {
    if (await isListening("127.0.0.1", port)) return true;
    await delay(POLL_INTERVAL_MS);
  }
  return false;
}
