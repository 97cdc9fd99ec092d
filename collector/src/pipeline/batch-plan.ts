import { hash } from "node:crypto";

import { assert } from "@spanhouse/base";

import { rememberedKeys } from "./request-key.ts";
import { contentHash, type SpoolFile } from "./spool-file.ts";

/**
 * What one insert is made of, and how far it has come. When the store has refused something, the refused piece
 * is cut in two, again and again, until the rows it cannot take are alone.
 *
 *   [abc]  refused
 *   [a] [bc]        a stored, bc refused
 *   [b] [c]         b refused: its rows are halved
 *   [b 0..49] [b 50..99] [c]  …
 */
export interface BatchPlan {
  readonly files: readonly PlannedFile[];
  /** Keys of all requests in the files that may come again, 16 bytes each. */
  readonly requestKeys: Uint8Array;
  readonly createdAtMs: number;
  /** 0 while it was never cut: then it is one piece of all files. */
  readonly generation: number;
  /** What the store has not taken yet, in the order it will be tried. Each is one insert. */
  readonly pieces: readonly Piece[];
  /** What the store will not take. */
  readonly refused: readonly RefusedRows[];
}

export interface PlannedFile {
  readonly name: string;
  readonly sequence: number;
  readonly rows: number;
  readonly bytes: number;
  readonly contentHash: string;
}

export type Piece = readonly PiecePart[];

/** A file, or some of its rows. */
export interface PiecePart {
  /** Index in `files`. */
  readonly file: number;
  readonly only?: { readonly from: number; readonly count: number };
}

export interface RefusedRows {
  readonly file: number;
  readonly from: number;
  readonly count: number;
  readonly reason: string;
}

/** One batch of whole files, in one piece. */
export function planBatch(files: readonly SpoolFile[], createdAtMs: number): BatchPlan {
  assert(files.length > 0, "a batch has files");
  return {
    files: files.map((file) => ({
      name: file.name,
      sequence: file.sequence,
      rows: file.rows,
      bytes: file.bytes,
      contentHash: contentHash(file),
    })),
    requestKeys: Buffer.concat(files.map((file) => rememberedKeys(file.requestKeys))),
    createdAtMs,
    generation: 0,
    pieces: [files.map((_, index) => ({ file: index }))],
    refused: [],
  };
}

/** How many of the leading files go into one batch: same day, bounded, at least one. */
export function countForBatch(
  files: readonly Pick<SpoolFile, "receivedOnDay" | "rows" | "bytes">[],
  max: { readonly rows: number; readonly bytes: number; readonly files: number },
): number {
  let rows = 0;
  let bytes = 0;
  for (const [index, file] of files.entries()) {
    rows += file.rows;
    bytes += file.bytes;
    const isOtherDay = file.receivedOnDay !== files[0]?.receivedOnDay;
    const isTooMuch = rows > max.rows || bytes > max.bytes || index >= max.files;
    if (index > 0 && (isOtherDay || isTooMuch)) return index;
  }
  return files.length;
}

/** The insert token of a piece: says "this content", whatever the files are called. */
export function pieceToken(plan: Pick<BatchPlan, "files">, piece: Piece): string {
  const content = piece.map(({ file, only }) => {
    const range = only === undefined ? "" : `[${only.from}+${only.count}]`;
    return fileAt(plan, file).contentHash + range;
  });
  return hash("sha256", content.join(" ")).slice(0, 32);
}

export function pieceRows(plan: Pick<BatchPlan, "files">, piece: Piece): number {
  return piece.reduce((sum, { file, only }) => sum + (only?.count ?? fileAt(plan, file).rows), 0);
}

/** The first piece is in the store. While others are left, that is a generation. */
export function withFirstStored(plan: BatchPlan): BatchPlan {
  const pieces = plan.pieces.slice(1);
  return { ...plan, generation: plan.generation + Math.min(pieces.length, 1), pieces };
}

/** The store refused the first piece: it is cut in two, or given up when it is one row or enough was cut. */
export function withFirstRefused(
  plan: BatchPlan,
  reason: string,
  poisonRowsMax: number,
): BatchPlan {
  const [first, ...rest] = plan.pieces;
  assert(first !== undefined, "a piece was refused");
  const generation = plan.generation + 1;
  const isGivenUp = pieceRows(plan, first) === 1 || plan.refused.length >= poisonRowsMax;
  if (!isGivenUp) return { ...plan, generation, pieces: [...cutInTwo(plan, first), ...rest] };
  const refused = first.map(({ file, only }) => ({
    file,
    from: only?.from ?? 0,
    count: only?.count ?? fileAt(plan, file).rows,
    reason,
  }));
  return { ...plan, generation, pieces: rest, refused: [...plan.refused, ...refused] };
}

/** A plan without some of its files: what is left of a batch of which files are damaged. */
export function withoutFiles(plan: BatchPlan, isGone: (file: PlannedFile) => boolean): BatchPlan {
  const pieces = plan.pieces
    .map((piece) => piece.filter(({ file }) => !isGone(fileAt(plan, file))))
    .filter((piece) => piece.length > 0);
  return { ...plan, generation: plan.generation + 1, pieces };
}

export function fileAt(plan: Pick<BatchPlan, "files">, index: number): PlannedFile {
  const file = plan.files[index];
  assert(file !== undefined, "a piece names files of its plan");
  return file;
}

function cutInTwo(plan: BatchPlan, piece: Piece): readonly Piece[] {
  const [part] = piece;
  if (part === undefined || piece.length > 1) {
    const half = Math.ceil(piece.length / 2);
    return [piece.slice(0, half), piece.slice(half)];
  }
  const { file } = part;
  const { from, count } = part.only ?? { from: 0, count: fileAt(plan, file).rows };
  const half = Math.ceil(count / 2);
  return [
    [{ file, only: { from, count: half } }],
    [{ file, only: { from: from + half, count: count - half } }],
  ];
}
