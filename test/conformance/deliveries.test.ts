import { credentials, Metadata, status } from "@grpc/grpc-js";
import { afterEach, describe, expect, it } from "vitest";
import { request } from "undici";
import { startDoor, type Door } from "../support/doors.ts";
import { callExport, exportClient } from "../support/grpc-client.ts";

/** How agents name themselves and their batches at the OTLP doors. */

const SENDER = "0123456789abcdef0123456789abcdef";
const TOKEN = "00112233445566778899aabbccddeeff";
const GOOD = { "spanhouse-sender": SENDER, "spanhouse-token": TOKEN };
const HALF = { "spanhouse-sender": SENDER };
const WRONG = { ...GOOD, "spanhouse-token": "not hexadecimal" };

let door: Door;
afterEach(() => door.receiver.stop(1_000));

async function open(kind: "grpc" | "http"): Promise<void> {
  door = await startDoor(kind);
  door.ingest.outcome = { status: "stored", spans: 1, rejected: 0, reason: "" };
}

async function overHttp(headers: Record<string, string>): Promise<number> {
  const { statusCode, body } = await request(`${door.url}/v1/traces`, {
    method: "POST",
    headers: { "content-type": "application/x-protobuf", ...headers },
    body: "",
  });
  await body.dump();
  return statusCode;
}

async function overGrpc(headers: Record<string, string>): Promise<number> {
  const client = exportClient(`127.0.0.1:${door.port}`, credentials.createInsecure());
  const metadata = new Metadata();
  for (const [name, value] of Object.entries(headers)) metadata.set(name, value);
  try {
    return (await callExport(client, new Uint8Array(0), { metadata })).code;
  } finally {
    client.close();
  }
}

const identities = (): unknown[] => door.ingest.requests.map(({ identity }) => identity);

describe("a delivery", () => {
  it("over HTTP is known by its headers, and refused when they are wrong", async () => {
    await open("http");
    expect(await overHttp(GOOD)).toBe(200);
    expect(await overHttp({})).toBe(200);
    expect(await overHttp(HALF)).toBe(400);
    expect(await overHttp(WRONG)).toBe(400);
    expect(identities()).toEqual([
      { by: "delivery", sender: SENDER, token: TOKEN },
      { by: "body" },
    ]);
  });

  it("over gRPC is known by its metadata, and refused when it is wrong", async () => {
    await open("grpc");
    expect(await overGrpc(GOOD)).toBe(status.OK);
    expect(await overGrpc({})).toBe(status.OK);
    expect(await overGrpc(HALF)).toBe(status.INVALID_ARGUMENT);
    expect(await overGrpc(WRONG)).toBe(status.INVALID_ARGUMENT);
    expect(identities()).toEqual([
      { by: "delivery", sender: SENDER, token: TOKEN },
      { by: "body" },
    ]);
  });
});
