import { gzipSync } from "node:zlib";

import { frame } from "../../support/raw-grpc.ts";
import { HTTP_WAYS, httpShotOf, POST_SPANS_PATH } from "../../fuzz/shots-at-jaeger-and-zipkin.ts";
import { Shooter } from "../../fuzz/shooter.ts";
import { FuzzTarget } from "../../fuzz/fuzz-target.ts";
import { httpShot, type Shot } from "../../fuzz/shot.ts";
import { soundShot } from "../../fuzz/sound-shot.ts";
import type { WireFormatName } from "../../fuzz/wire-formats.ts";
import { issuedSpan } from "../issued-span.ts";
import type { FaultContext } from "../fault.ts";
import { NO_SPANS, type FaultResult } from "../fault-report.ts";

const MEBIBYTE = 2 ** 20;
const REQUEST_BYTES_MAX = 64 * MEBIBYTE;
/** A bomb of 256 MiB must not leave a trace of its size. */
const BOMB_BYTES = 256 * MEBIBYTE;
const GROWTH_BYTES_MAX = 250 * MEBIBYTE;
/** Inflating all of it would take seconds. */
const ANSWER_MS_MAX = 2_000;

/**
 * R12: a byte too many, and bombs: 413, or RESOURCE_EXHAUSTED without a time to retry, before anything is
 * inflated; and the next sound request is taken.
 */
export async function tooLarge({ firstRequest }: FaultContext): Promise<FaultResult> {
  const target = await FuzzTarget.start(REQUEST_BYTES_MAX);
  const shooter = new Shooter(target.urls);
  const problems: string[] = [];
  let refusedRequests = 0;
  const before = await target.memoryBytes();
  let peak = before;
  const probe = setInterval(() => {
    void target.memoryBytes().then((bytes) => (peak = Math.max(peak, bytes)));
  }, 100);
  try {
    for (const shot of [...bodies(Buffer.alloc(REQUEST_BYTES_MAX + 1)), ...bombs()]) {
      const startedMs = performance.now();
      const { status, problem, detail } = await shooter.send(shot);
      const tookMs = performance.now() - startedMs;
      refusedRequests += 1;
      // A client that still sends when it is refused may see its connection closed.
      const isRight = shot.expected.includes(status) || status === "closed";
      if (!isRight) problems.push(`${shot.mutator}: ${status} ${detail}`);
      if (problem !== undefined) problems.push(`${shot.mutator}: ${problem}`);
      if (tookMs > ANSWER_MS_MAX) problems.push(`${shot.mutator}: answered after ${tookMs} ms`);
    }
    const span = issuedSpan(firstRequest, 0);
    const { status } = await shooter.send(soundShot("otlp protobuf", [span]));
    if (status !== "grpc 0") problems.push(`a sound request afterwards: ${status}`);
    if (peak - before > GROWTH_BYTES_MAX) {
      problems.push(`memory grew by ${Math.round((peak - before) / MEBIBYTE)} MiB`);
    }
    if (target.errors !== "") problems.push(target.errors.slice(0, 500));
    const verdict = { ...NO_SPANS, issued: 1, acknowledged: 1, stored: 1 };
    return { verdict, refusedRequests, recoveryMs: [], problems };
  } finally {
    clearInterval(probe);
    shooter.close();
    await target.stop();
  }
}

function bodies(body: Uint8Array): readonly Shot[] {
  return everywhere("one byte too many", body, {});
}

function bombs(): readonly Shot[] {
  const zeros = Buffer.alloc(BOMB_BYTES);
  return everywhere("bomb", gzipSync(zeros, { level: 1 }), { coding: "gzip" });
}

function everywhere(
  what: string,
  body: Uint8Array,
  { coding }: { readonly coding?: string },
): readonly Shot[] {
  const headers: Record<string, string> =
    coding === undefined ? {} : { "content-encoding": coding };
  const grpcHeaders: Record<string, string> =
    coding === undefined ? {} : { "grpc-encoding": coding };
  // The length is said at the beginning; a client that sent on would not hear the answer.
  const beginning = body.subarray(0, MEBIBYTE);
  const bytes =
    coding === undefined ? frame(beginning, { length: body.length }) : frame(body, { flag: 1 });
  const formats = Object.keys(HTTP_WAYS) as WireFormatName[];
  return [
    ...formats.map((format) => ({
      mutator: `${what}, ${format}`,
      expected: ["413"],
      wire: httpShotOf(format, body, headers),
    })),
    { mutator: `${what}, otlp json`, expected: ["413"], wire: httpShot("json", body, { headers }) },
    {
      mutator: `${what}, otlp grpc`,
      expected: ["grpc 8"],
      wire: { door: "grpc", headers: grpcHeaders, bytes },
    },
    {
      mutator: `${what}, jaeger grpc`,
      expected: ["grpc 8"],
      wire: { door: "jaegerGrpc", headers: { ...grpcHeaders, ":path": POST_SPANS_PATH }, bytes },
    },
  ];
}
