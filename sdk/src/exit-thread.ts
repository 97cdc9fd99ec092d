import { request as requestHttp } from "node:http";
import { request as requestHttps } from "node:https";
import { workerData } from "node:worker_threads";
import type { ExitWork } from "./export/exit-flush.ts";
import { sendGrpcParcels } from "./export/grpc-exit.ts";
import type { HttpExitParcel } from "./export/span-sender.ts";

// The thread that sends the last spans while the main one stands still; see export/exit-flush.ts. A built file of its
// own, that loads little.

const { parcels, state, timeoutMs } = workerData as ExitWork;

function deliver(parcel: HttpExitParcel): Promise<boolean> {
  return new Promise((resolve) => {
    const request = parcel.url.startsWith("https:") ? requestHttps : requestHttp;
    const { headers, tls } = parcel;
    const posted = request(
      parcel.url,
      { method: "POST", headers, timeout: timeoutMs, ...tls },
      (answer) => {
        answer.resume();
        answer.on("error", () => resolve(false));
        answer.on("end", () => resolve((answer.statusCode ?? 0) < 300));
      },
    );
    posted.on("timeout", () => posted.destroy());
    posted.on("error", () => resolve(false));
    posted.end(parcel.body);
  });
}

const count = (spans: number): void => void Atomics.add(state, 1, spans);

async function deliverAll(): Promise<void> {
  const grpc = parcels.filter((parcel) => parcel.kind === "grpc");
  if (grpc.length > 0) await sendGrpcParcels(grpc, count);
  for (const parcel of parcels) {
    if (parcel.kind !== "http") continue;
    // The others would fare no better.
    if (!(await deliver(parcel).catch(() => false))) break;
    count(parcel.spanCount);
  }
}

void deliverAll().finally(() => {
  Atomics.store(state, 0, 1);
  Atomics.notify(state, 0);
});
