import {
  mkdir,
  open,
  readdir,
  rename,
  stat,
  statfs,
  unlink,
  type FileHandle,
} from "node:fs/promises";
import { join, posix, resolve } from "node:path";

import type { DiskFile, SpoolDisk } from "./spool-disk.ts";

/** Large enough to be few calls, small enough to stay in the processor's cache while it is summed. */
const PIECE_BYTES = 256 * 1024;

/** The SpoolDisk that is a folder of the file system. */
export function openFileDisk(dataFolder: string): SpoolDisk {
  return new FileDisk(dataFolder);
}

class FileDisk implements SpoolDisk {
  readonly #dataFolder: string;
  /** Folders that have been fsynced once stay open: it happens with every seal. Two at once open it once. */
  readonly #folders = new Map<string, Promise<FileHandle>>();

  constructor(dataFolder: string) {
    this.#dataFolder = resolve(dataFolder);
  }

  pathOf(name: string): string {
    return join(this.#dataFolder, name);
  }

  async makeFolder(folder: string): Promise<void> {
    await mkdir(this.pathOf(folder), { recursive: true });
    // Any of the folders above may have got a new entry.
    let above = folder;
    do {
      above = posix.dirname(above);
      await this.syncFolder(above);
    } while (above !== ".");
  }

  async list(folder: string): Promise<readonly DiskFile[]> {
    const entries = await readdir(this.pathOf(folder), { withFileTypes: true });
    const files: DiskFile[] = [];
    for (const entry of entries) {
      if (entry.isDirectory()) continue;
      const name = `${folder}/${entry.name}`;
      const { size, mtimeMs } = await stat(this.pathOf(name));
      files.push({ name, bytes: size, modifiedAtMs: mtimeMs });
    }
    return files;
  }

  async write(name: string, chunks: readonly Uint8Array[]): Promise<void> {
    const file = await open(this.pathOf(name), "wx");
    try {
      await writeAll(file, chunks);
      // fdatasync includes the size: all that reading the bytes again needs.
      await file.datasync();
    } finally {
      await file.close();
    }
  }

  async rename(from: string, to: string): Promise<void> {
    await rename(this.pathOf(from), this.pathOf(to));
  }

  async remove(name: string): Promise<void> {
    try {
      await unlink(this.pathOf(name));
    } catch (error) {
      const isGone = error instanceof Error && "code" in error && error.code === "ENOENT";
      if (!isGone) throw error;
    }
  }

  async syncFolder(folder: string): Promise<void> {
    let opening = this.#folders.get(folder);
    if (opening === undefined) {
      opening = open(this.pathOf(folder), "r");
      this.#folders.set(folder, opening);
      // The next one tries again.
      opening.catch(() => this.#folders.delete(folder));
    }
    await (await opening).sync();
  }

  async read(name: string, onPiece: (piece: Uint8Array) => void): Promise<void> {
    const file = await open(this.pathOf(name), "r");
    try {
      const piece = new Uint8Array(PIECE_BYTES);
      for (;;) {
        const { bytesRead } = await file.read(piece, 0, PIECE_BYTES);
        if (bytesRead === 0) return;
        onPiece(piece.subarray(0, bytesRead));
      }
    } finally {
      await file.close();
    }
  }

  async freeBytes(): Promise<number> {
    const { bavail, bsize } = await statfs(this.#dataFolder);
    return bavail * bsize;
  }

  async close(): Promise<void> {
    const opened = [...this.#folders.values()];
    this.#folders.clear();
    // What could not be opened is not to be closed.
    const handles = await Promise.allSettled(opened);
    await Promise.all(handles.map(async (each) => "value" in each && each.value.close()));
  }
}

/** A write may stop short (a signal, a nearly full disk); it is continued where it stopped. */
async function writeAll(file: FileHandle, chunks: readonly Uint8Array[]): Promise<void> {
  let left = chunks;
  while (left.length > 0) {
    const { bytesWritten } = await file.writev(left);
    left = withoutFirst(left, bytesWritten);
  }
}

function withoutFirst(chunks: readonly Uint8Array[], bytes: number): readonly Uint8Array[] {
  let skip = bytes;
  for (const [index, chunk] of chunks.entries()) {
    if (skip < chunk.length) return [chunk.subarray(skip), ...chunks.slice(index + 1)];
    skip -= chunk.length;
  }
  return [];
}
