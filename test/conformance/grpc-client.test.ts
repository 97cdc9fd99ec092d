import { credentials, status, type Client } from "@grpc/grpc-js";
import { afterEach, beforeEach, expect, it } from "vitest";
import { startDoor, type Door, type DoorSettings } from "../support/doors.ts";
import { callExport, exportClient } from "../support/grpc-client.ts";
import { readRpcStatus } from "../support/rpc-status-read.ts";

/** What the stock gRPC client for Node makes of the gRPC door. */

let door: Door;
let client: Client;

async function open(settings: DoorSettings = {}): Promise<void> {
  door = await startDoor("grpc", settings);
  door.ingest.outcome = { status: "stored", spans: 1, rejected: 0, reason: "" };
  client = exportClient(`127.0.0.1:${door.port}`, credentials.createInsecure());
}

beforeEach(() => open());

afterEach(async () => {
  client.close();
  await door.receiver.stop(1_000);
});

const GZIP = 2;

it("sees success, for small and for large messages", async () => {
  for (const size of [0, 1, 1_000, 20 * 2 ** 20]) {
    expect(await callExport(client, new Uint8Array(size))).toMatchObject({ code: status.OK });
  }
});

it("sees success for compressed messages", async () => {
  const gzipClient = exportClient(`127.0.0.1:${door.port}`, credentials.createInsecure(), {
    "grpc.default_compression_algorithm": GZIP,
  });
  const answer = await callExport(gzipClient, new Uint8Array(100_000));
  gzipClient.close();
  expect(answer).toMatchObject({ code: status.OK });
  expect(door.ingest.requests[0]?.body).toHaveLength(100_000);
});

it("sees many calls at once succeed, beyond the bound of concurrent streams", async () => {
  const answers = await Promise.all(
    Array.from({ length: 600 }, () => callExport(client, new Uint8Array(10_000))),
  );
  expect(new Set(answers.map(({ code }) => code))).toEqual(new Set([status.OK]));
});

it("sees UNAVAILABLE with RetryInfo in its details under overload", async () => {
  door.ingest.admission = { admitted: false, code: "INGEST_OVERLOADED", retryAfterMs: 700 };
  const { code, metadata } = await callExport(client, new Uint8Array(1_000_000));
  expect(code).toBe(status.UNAVAILABLE);
  const [details] = metadata.get("grpc-status-details-bin");
  expect(readRpcStatus(details as Buffer)).toMatchObject({ code, retryDelayMs: 700 });
});

it("sees RESOURCE_EXHAUSTED for a message that is too large, and goes on", async () => {
  await door.receiver.stop(0);
  client.close();
  await open({ requestBytesMax: 1_000_000 });
  for (const size of [1_000_001, 30 * 2 ** 20]) {
    expect(await callExport(client, new Uint8Array(size))).toMatchObject({
      code: status.RESOURCE_EXHAUSTED,
    });
  }
  expect(await callExport(client, new Uint8Array(1_000))).toMatchObject({ code: status.OK });
});

it("sees messages in any script", async () => {
  door.ingest.outcome = { status: "malformed", reason: "größer als 100 % – 太大\n" };
  const { code, details } = await callExport(client, new Uint8Array(1));
  expect(code).toBe(status.INVALID_ARGUMENT);
  expect(details).toBe("INGEST_MALFORMED: größer als 100 % – 太大\n");
});

it("sees its own deadline", async () => {
  door.ingest.outcome = () => new Promise(() => undefined);
  const answer = await callExport(client, new Uint8Array(1), { deadline: Date.now() + 50 });
  expect(answer).toMatchObject({ code: status.DEADLINE_EXCEEDED });
});

it("sees its own cancellation, and the door counts it", async () => {
  door.ingest.outcome = () => new Promise(() => undefined);
  let cancel: () => void = () => undefined;
  const answer = callExport(client, new Uint8Array(1), { onCall: (fn) => (cancel = fn) });
  await expect.poll(() => door.ingest.requests.length).toBe(1);
  cancel();
  expect(await answer).toMatchObject({ code: status.CANCELLED });
  await expect.poll(() => door.metrics.metrics()).toContain('outcome="aborted",code=""} 1');
});

it("is sent elsewhere by a stopping server: a call in flight ends well, the next is UNAVAILABLE", async () => {
  let finish: () => void = () => undefined;
  door.ingest.outcome = () =>
    new Promise((resolve) => {
      finish = () => resolve({ status: "stored", spans: 1, rejected: 0, reason: "" });
    });
  const answer = callExport(client, new Uint8Array(1));
  await expect.poll(() => door.ingest.requests.length).toBe(1);
  const stopped = door.receiver.stop(5_000);
  finish();
  expect(await answer).toMatchObject({ code: status.OK });
  await stopped;
  expect(await callExport(client, new Uint8Array(1))).toMatchObject({ code: status.UNAVAILABLE });
});
