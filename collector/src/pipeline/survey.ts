import { CodedError } from "@spanhouse/base";

import type { BatchPlan } from "./batch-plan.ts";
import { SENDERS_NAME } from "./delivery-memory.ts";
import { readSmallFile } from "./durable-file.ts";
import { decodeManifest, parseManifestName, type ManifestName } from "./manifest.ts";
import { QUARANTINE_FOLDER } from "./quarantine.ts";
import { REQUEST_SECRET_NAME } from "./request-hash.ts";
import type { DiskFile, SpoolDisk } from "./spool-disk.ts";
import {
  parseSpoolFileName,
  SPOOL_FOLDER,
  UNFINISHED_SUFFIX,
  type SpoolFile,
} from "./spool-file.ts";
import type { SpoolFormat } from "./spool-format.ts";
import { verifySpoolFile } from "./verify-spool-file.ts";

/** What a start finds in the spool. Made by reading only. */
export interface Survey {
  /** Oldest first. */
  readonly whole: readonly SpoolFile[];
  readonly damaged: readonly DamagedFile[];
  readonly manifests: readonly FoundManifest[];
  /** What a crash left half-written. Nothing in it was ever acknowledged. */
  readonly unfinished: readonly string[];
  /** Files that are not ours. */
  readonly alien: readonly string[];
  /** One more than any sequence that is or was in use. */
  readonly nextSequence: number;
}

export interface DamagedFile {
  readonly name: string;
  readonly sequence: number;
  readonly rows: number;
  readonly reason: string;
}

export interface FoundManifest {
  readonly name: ManifestName;
  readonly modifiedAtMs: number;
  /** Undefined when the content is damaged. */
  readonly plan: BatchPlan | undefined;
}

export interface SurveyOptions {
  readonly disk: SpoolDisk;
  readonly format: SpoolFormat;
  readonly manifestBytesMax: number;
  readonly onProgress: (readBytes: number, ofBytes: number) => void;
}

/**
 * Reads everything in the spool once. Throws CodedError CONFIG_INVALID when it is the spool of another kind of
 * process: its spans are good, and only that process can bring them where they belong.
 */
export async function surveySpool(options: SurveyOptions): Promise<Survey> {
  const { disk, format, manifestBytesMax, onProgress } = options;
  const found = await disk.list(SPOOL_FOLDER);
  const foreign = found.find(({ name }) => isForeign(name, format));
  if (foreign !== undefined) {
    const reason = `the spool in dataFolder holds files that only the process they are from can send on (${foreign.name}): an agent and a collector need a dataFolder each`;
    throw new CodedError("CONFIG_INVALID", reason);
  }
  const ofBytes = found.reduce((sum, file) => sum + file.bytes, 0);
  const whole: SpoolFile[] = [];
  const damaged: DamagedFile[] = [];
  const manifests: FoundManifest[] = [];
  const unfinished: string[] = [];
  const alien: string[] = [];
  let readBytes = 0;
  for (const file of found) {
    const { name, modifiedAtMs } = file;
    const manifest = parseManifestName(name);
    if (name.endsWith(UNFINISHED_SUFFIX)) unfinished.push(name);
    else if (manifest !== undefined) {
      const bytes = await readSmallFile(disk, name, manifestBytesMax);
      const plan = bytes === undefined ? undefined : decodeManifest(manifest, bytes);
      manifests.push({ name: manifest, modifiedAtMs, plan });
    } else {
      const verified = await verifySpoolFile(disk, format, file);
      if (verified?.status === "whole") whole.push(verified.file);
      else if (verified?.status === "damaged") damaged.push({ ...describe(name), ...verified });
      else if (name !== REQUEST_SECRET_NAME && name !== SENDERS_NAME) alien.push(name);
    }
    readBytes += file.bytes;
    onProgress(readBytes, ofBytes);
  }
  whole.sort((one, other) => one.sequence - other.sequence);
  const names = [...found, ...(await disk.list(QUARANTINE_FOLDER))];
  return { whole, damaged, manifests, unfinished, alien, nextSequence: sequenceAfter(names) };
}

/** How files of any format we know are called. */
const SUFFIXES = ["native", "otlp"];

function isForeign(name: string, format: SpoolFormat): boolean {
  const suffix = parseSpoolFileName(name)?.suffix;
  return suffix !== undefined && suffix !== format.suffix && SUFFIXES.includes(suffix);
}

function describe(name: string): { name: string; sequence: number } {
  return { name, sequence: parseSpoolFileName(name)?.sequence ?? 0 };
}

/** Far beyond what we reach; a stray file with a larger number must not use up the digits. */
const SEQUENCE_MAX = 1e14;

function sequenceAfter(files: readonly DiskFile[]): number {
  let last = 0;
  for (const { name } of files) {
    const match = /^[^/]*\/(\d{12,15})-(?:(\d{12,15})-)?/.exec(name);
    for (const digits of match?.slice(1) ?? []) {
      const sequence = Number(digits);
      if (sequence < SEQUENCE_MAX) last = Math.max(last, sequence);
    }
  }
  return last + 1;
}
