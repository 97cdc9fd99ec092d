import { crc32 } from "node:zlib";

import { z } from "zod";

import { assert } from "@spanhouse/base";

import { fileAt, pieceToken, type BatchPlan, type PlannedFile } from "./batch-plan.ts";
import { sequenceText, SPOOL_FOLDER } from "./spool-file.ts";

/**
 * A batch plan as a file. It is there, fsynced, before the store is asked for the first time.
 *
 *   spool/000000000042-000000000057-<token of the whole>-0.batch     live: in doubt until it is done
 *         first file   last file                         generation
 *   spool/000000000042-000000000057-<token of the whole>-0.done      in the store; kept for its request keys
 *
 * A live manifest of generation 0 of which a file is missing is done: files are deleted only after the store
 * has the batch. Later generations say themselves what is left. The first line of the content is the crc-32
 * of the rest. When the content is damaged the name of generation 0 is enough to make it again from the files.
 */
export interface ManifestName {
  readonly name: string;
  readonly firstSequence: number;
  readonly lastSequence: number;
  readonly token: string;
  readonly generation: number;
  readonly isDone: boolean;
}

const PATTERN = /^spool\/(\d{12,15})-(\d{12,15})-([0-9a-f]{32})-(\d{1,6})\.(batch|done)$/;

const count = z.int().min(0);
const partSchema = z.strictObject({
  file: count,
  only: z.strictObject({ from: count, count: z.int().positive() }).optional(),
});
const contentSchema = z.strictObject({
  version: z.literal(1),
  createdAtMs: z.number(),
  files: z.array(
    z.strictObject({
      name: z.string(),
      sequence: count,
      rows: count,
      bytes: count,
      contentHash: z.string(),
    }),
  ),
  pieces: z.array(z.array(partSchema)),
  refused: z.array(z.strictObject({ file: count, from: count, count, reason: z.string() })),
  requestKeys: z.base64(),
});

export function parseManifestName(name: string): ManifestName | undefined {
  const match = PATTERN.exec(name);
  if (match === null) return undefined;
  const [, first, last, token, generation, suffix] = match;
  return {
    name,
    firstSequence: Number(first),
    lastSequence: Number(last),
    token: token!,
    generation: Number(generation),
    isDone: suffix === "done",
  };
}

export function manifestName(plan: BatchPlan, suffix: "batch" | "done"): string {
  const first = sequenceText(fileAt(plan, 0).sequence);
  const last = sequenceText(fileAt(plan, plan.files.length - 1).sequence);
  return `${SPOOL_FOLDER}/${first}-${last}-${wholeToken(plan.files)}-${plan.generation}.${suffix}`;
}

/** The token of a batch as it was first cut. */
export function wholeToken(files: readonly PlannedFile[]): string {
  return pieceToken(
    { files },
    files.map((_, index) => ({ file: index })),
  );
}

export function encodeManifest(plan: BatchPlan): Uint8Array {
  const { createdAtMs, files, pieces, refused } = plan;
  const requestKeys = Buffer.from(plan.requestKeys).toString("base64");
  const content = { version: 1, createdAtMs, files, pieces, refused, requestKeys };
  const text = JSON.stringify(content);
  return Buffer.from(`${crc32(text).toString(16).padStart(8, "0")}\n${text}\n`);
}

/** Undefined when the content is damaged. */
export function decodeManifest(name: ManifestName, bytes: Uint8Array): BatchPlan | undefined {
  const text = Buffer.from(bytes).toString("utf8");
  const body = text.slice(9, -1);
  if (text[8] !== "\n" || Number.parseInt(text.slice(0, 8), 16) !== crc32(body)) return undefined;
  // Nobody but this file writes what has the right sum, but another version may have.
  const parsed = contentSchema.safeParse(JSON.parse(body));
  if (!parsed.success) return undefined;
  const { createdAtMs, files, pieces, refused, requestKeys } = parsed.data;
  return {
    createdAtMs,
    generation: name.generation,
    files,
    pieces: pieces.map((piece) =>
      piece.map(({ file, only }) => (only === undefined ? { file } : { file, only })),
    ),
    refused,
    requestKeys: Buffer.from(requestKeys, "base64"),
  };
}

/** Checks that names stay what they were: a rename to `.done` keeps all of the rest. */
export function doneName(live: string): string {
  assert(live.endsWith(".batch"), "only a live manifest becomes done");
  return live.replace(/batch$/, "done");
}
