import { spoolFileName, type SpoolFile } from "../spool-file.ts";

/** A spool file as a value, without a file: every part follows from its sequence. */
export function spoolFileForTest(sequence: number, rows: number): SpoolFile {
  const parts = { sequence, receivedOnDay: 20_000, rows, crc32: 1_000 + sequence };
  const suffix = "native";
  const requestKeys = Buffer.alloc(16, sequence);
  return {
    ...parts,
    name: spoolFileName({ ...parts, suffix }),
    bytes: 100,
    requestKeys,
    sealedAtMs: sequence * 1_000,
  };
}
