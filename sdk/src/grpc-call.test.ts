import { once } from "node:events";
import { createServer, type Http2Server, type ServerHttp2Stream } from "node:http2";
import type { AddressInfo } from "node:net";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { grpcCall } from "./grpc-call.ts";

const LIMITS = { timeoutMs: 300, bytesMax: 1_000 };
const HEADERS = { ":status": 200, "content-type": "application/grpc" };

describe("a call over gRPC", () => {
  let server: Http2Server;
  let origin: string;
  /** What the server does with a call; undefined: nothing, ever. */
  let answer: ((stream: ServerHttp2Stream) => void) | undefined;
  let asked: Buffer;
  beforeEach(async () => {
    server = createServer();
    server.on("stream", (stream) => {
      const chunks: Buffer[] = [];
      stream.on("error", () => undefined);
      stream.on("data", (chunk: Buffer) => chunks.push(chunk));
      stream.on("end", () => {
        asked = Buffer.concat(chunks);
        answer?.(stream);
      });
    });
    await once(server.listen(0, "127.0.0.1"), "listening");
    origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  });
  afterEach(() => {
    server.close();
  });

  /** Answers a body, and says the status behind it. */
  const answering = (body: Buffer, status = "0") => {
    answer = (stream) => {
      stream.respond(HEADERS, { waitForTrailers: true });
      stream.on("wantTrailers", () => stream.sendTrailers({ "grpc-status": status }));
      stream.end(body);
    };
  };
  const call = (): Promise<Uint8Array> =>
    grpcCall(origin, "/test.Service/Call", Buffer.from("what?"), LIMITS);

  it("brings a message there and one back", async () => {
    answering(Buffer.from("0000000003796573", "hex"));
    expect(Buffer.from(await call()).toString()).toBe("yes");
    expect(asked.toString("hex")).toBe("0000000005" + Buffer.from("what?").toString("hex"));
  });

  it.each([
    ["cut off", "0000000004796573"],
    ["longer than it says", "0000000002796573"],
    ["without a prefix", "00"],
    ["compressed, which nobody asked for", "0100000003796573"],
  ])("rejects a message that is %s", async (_, hex) => {
    answering(Buffer.from(hex, "hex"));
    await expect(call()).rejects.toThrow("the answer is no message");
  });

  it("rejects with the status, wherever it is said", async () => {
    answering(Buffer.alloc(0), "14");
    await expect(call()).rejects.toThrow("gRPC status 14");
    const said = { ...HEADERS, "grpc-status": "12", "grpc-message": "no such method" };
    answer = (stream) => stream.respond(said, { endStream: true });
    await expect(call()).rejects.toThrow("gRPC status 12 no such method");
    answer = (stream) => stream.respond({ ":status": 404 }, { endStream: true });
    await expect(call()).rejects.toThrow("HTTP 404 without a gRPC status");
  });

  it("rejects an answer that is too long, late, or broken off", async () => {
    answering(Buffer.alloc(1_001));
    await expect(call()).rejects.toThrow("more than 1000 bytes");
    answer = undefined;
    await expect(call()).rejects.toThrow("no answer within 300 ms");
    answer = (stream) => stream.session?.destroy();
    await expect(call()).rejects.toThrow();
  });
});
