import { STOP_DATAGRAMS_SHARE, STOP_RECEIVERS_SHARE } from "../limits.ts";
import type { Receiver } from "./receiver.ts";

/**
 * Stops all doors in the order in which the least is lost: first those whose senders cannot be told, while
 * what they read is still taken; then new requests are refused, and those in flight are finished.
 */
export async function stopReceivers(
  receivers: readonly Receiver[],
  { deadlineMs, refuseNew }: { readonly deadlineMs: number; readonly refuseNew: () => void },
): Promise<void> {
  const stopAll = async (isUnanswered: boolean, share: number): Promise<void> => {
    const group = receivers.filter((receiver) => (receiver.isUnanswered ?? false) === isUnanswered);
    await Promise.all(group.map((receiver) => receiver.stop(deadlineMs * share)));
  };
  await stopAll(true, STOP_DATAGRAMS_SHARE);
  refuseNew();
  await stopAll(false, STOP_RECEIVERS_SHARE);
}
