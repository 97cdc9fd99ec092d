import type { IncomingHttpHeaders } from "node:http2";
import { context } from "@opentelemetry/api";
import { suppressTracing } from "@opentelemetry/core";
import type { GetLimits } from "./http-get.ts";

/** Before each message: a byte that says whether it is compressed, and its length in four. */
const PREFIX_BYTES = 5;

/**
 * One call with one message each way, over a connection of its own, that is not traced and does not keep the process alive. Not
 * `@grpc/grpc-js`, which takes long to load.
 *
 * @param origin such as `http://collector:5779`
 * @param path such as `/jaeger.api_v2.SamplingManager/GetSamplingStrategy`
 * @returns the message of the answer. Rejects when there is none within `timeoutMs`, or one with another status than 0 or of more
 *   than `bytesMax`.
 */
export function grpcCall(
  origin: string,
  path: string,
  message: Uint8Array,
  { timeoutMs, bytesMax }: GetLimits,
): Promise<Uint8Array> {
  return context.with(suppressTracing(context.active()), () => {
    return new Promise<Uint8Array>((resolve, reject) => {
      // Not imported, so that a program without such calls does not load it.
      const session = process.getBuiltinModule("node:http2").connect(origin);
      const settle = (result: Uint8Array | Error): void => {
        clearTimeout(deadline);
        session.destroy();
        if (result instanceof Error) reject(result);
        else resolve(result);
      };
      const deadline = setTimeout(
        () => settle(new Error(`no answer within ${timeoutMs} ms`)),
        timeoutMs,
      ).unref();
      session.on("error", settle);
      session.unref();
      const call = session.request({
        ":method": "POST",
        ":path": path,
        "content-type": "application/grpc",
        te: "trailers",
      });
      const chunks: Buffer[] = [];
      let bytes = 0;
      // An answer without a message has its status where others have their headers.
      let said: IncomingHttpHeaders = {};
      const hear = (headers: IncomingHttpHeaders): void => {
        said = { ...said, ...headers };
      };
      call.on("response", hear);
      call.on("trailers", hear);
      call.on("error", settle);
      call.on("data", (chunk: Buffer) => {
        bytes += chunk.length;
        chunks.push(chunk);
        if (bytes > bytesMax) settle(new Error(`more than ${bytesMax} bytes`));
      });
      call.on("close", () => settle(messageOf(said, Buffer.concat(chunks))));
      call.end(withPrefix(message));
    });
  });
}

function withPrefix(message: Uint8Array): Buffer {
  const prefix = Buffer.alloc(PREFIX_BYTES);
  prefix.writeUInt32BE(message.length, 1);
  return Buffer.concat([prefix, message]);
}

function messageOf(said: IncomingHttpHeaders, body: Buffer): Uint8Array | Error {
  const status = said["grpc-status"];
  if (status !== "0") {
    const why = String(said["grpc-message"] ?? "");
    return new Error(
      status === undefined
        ? `HTTP ${String(said[":status"])} without a gRPC status`
        : `gRPC status ${String(status)} ${why}`.trim(),
    );
  }
  const isWhole =
    body.length >= PREFIX_BYTES && body.length - PREFIX_BYTES === body.readUInt32BE(1);
  return isWhole && body[0] === 0
    ? body.subarray(PREFIX_BYTES)
    : new Error("the answer is no message");
}
