import type { DiskFile, SpoolDisk } from "../spool-disk.ts";

/**
 * A disk in memory that can lose what a real one can lose. It keeps two states: what programs see, and what
 * is certain to survive a power loss.
 *
 *   write   the content is certain when it ends, the entry in the folder after `syncFolder`
 *   rename  one change of entries, certain after `syncFolder` of both folders
 *   remove  the same
 *
 * A `write` whose fsync fails (EIO) reads well as long as the machine runs and is garbage after a power
 * loss, whatever is synced later: that is what Linux does.
 *
 * A crash stops it in the middle of an operation; whoever waits for it then waits for ever, as the dead do.
 */
export class ModelDisk implements SpoolDisk {
  /** Says for each operation whether it fails, and how. */
  failing: (operation: Operation) => "ENOSPC" | "EIO" | undefined = () => undefined;
  /** Operations until it stops in the middle of one; undefined means never. */
  crashAfter: number | undefined;
  isCrashed = false;
  onCrash: () => void = () => undefined;
  freeSpace = 2 ** 40;
  /** Milliseconds since 1970; what files are dated with. */
  now: () => number = Date.now;
  readonly #random: () => number;
  #seen = new Map<string, Content>();
  #certain = new Map<string, Content>();
  #uncertain: Change[] = [];

  constructor(random: () => number) {
    this.#random = random;
  }

  /** The disk as the next process finds it. */
  reboot(kind: "processCrash" | "powerLoss"): ModelDisk {
    const next = new ModelDisk(this.#random);
    next.now = this.now;
    if (kind === "processCrash") {
      next.#seen = new Map(this.#seen);
      next.#certain = new Map(this.#certain);
      next.#uncertain = [...this.#uncertain];
      return next;
    }
    next.#seen = new Map(this.#certain);
    for (const change of this.#uncertain) {
      if (this.#random() < 0.5) apply(next.#seen, change);
    }
    next.#certain = new Map(next.#seen);
    return next;
  }

  names(): readonly string[] {
    return [...this.#seen.keys()];
  }

  /** Undefined when there is no such file. */
  contentOf(name: string): Uint8Array | undefined {
    return this.#seen.get(name)?.bytes;
  }

  /** Changes a file behind everybody's back. */
  damage(name: string, change: (bytes: Uint8Array) => Uint8Array): void {
    const content = { bytes: change(this.#need(name).bytes.slice()), modifiedAtMs: this.now() };
    this.#seen.set(name, content);
    this.#certain.set(name, content);
  }

  pathOf(name: string): string {
    return name;
  }

  async makeFolder(): Promise<void> {
    await this.#operate({ kind: "makeFolder", name: "" });
  }

  async list(folder: string): Promise<readonly DiskFile[]> {
    await this.#operate({ kind: "list", name: folder });
    return [...this.#seen]
      .filter(([name]) => name.startsWith(`${folder}/`))
      .map(([name, { bytes, modifiedAtMs }]) => ({ name, bytes: bytes.length, modifiedAtMs }));
  }

  async write(name: string, chunks: readonly Uint8Array[]): Promise<void> {
    const bytes = Buffer.concat(chunks);
    const part = bytes.subarray(0, Math.floor(bytes.length * this.#random()));
    await this.#operate({ kind: "write", name }, (failure) => {
      // Cut off or failed: the file may be there in part, and nothing of it is certain.
      if (failure === "EIO") this.#create(name, bytes, part);
      else if (this.#random() < 0.7) this.#create(name, part);
    });
    if (this.#seen.has(name)) throw errno("EEXIST", name);
    this.#create(name, bytes);
  }

  async rename(from: string, to: string): Promise<void> {
    const isSometimesDone = (): void => {
      if (this.#random() < 0.5) this.#change({ kind: "rename", from, to });
    };
    await this.#operate({ kind: "rename", name: from }, isSometimesDone);
    this.#need(from);
    this.#change({ kind: "rename", from, to });
  }

  async remove(name: string): Promise<void> {
    await this.#operate({ kind: "remove", name });
    this.#change({ kind: "remove", name });
  }

  async syncFolder(folder: string): Promise<void> {
    await this.#operate({ kind: "syncFolder", name: folder });
    const left: Change[] = [];
    for (const change of this.#uncertain) {
      const folders = foldersOf(change).filter((one) => one !== folder);
      if (folders.length === 0) apply(this.#certain, change);
      else left.push({ ...change, unsynced: folders });
    }
    this.#uncertain = left;
  }

  async read(name: string, onPiece: (piece: Uint8Array) => void): Promise<void> {
    await this.#operate({ kind: "read", name });
    const { bytes } = this.#need(name);
    for (let at = 0; at < bytes.length; at += 100) onPiece(bytes.slice(at, at + 100));
  }

  async freeBytes(): Promise<number> {
    await Promise.resolve();
    return this.freeSpace;
  }

  async close(): Promise<void> {
    await Promise.resolve();
  }

  /** Lets others run, as a real disk does, then fails or crashes when it is time to. */
  async #operate(
    operation: Operation,
    inPart: (failure?: "ENOSPC" | "EIO") => void = () => undefined,
  ): Promise<void> {
    await new Promise((resolve) => setImmediate(resolve));
    if (!this.isCrashed && this.crashAfter !== undefined && this.crashAfter-- <= 0) {
      inPart();
      this.isCrashed = true;
      this.onCrash();
    }
    if (this.isCrashed) await new Promise(() => undefined);
    const failure = this.failing(operation);
    if (failure === undefined) return;
    inPart(failure);
    throw errno(failure, operation.name);
  }

  /** `certain` is what the disk has of it, when that is not what programs see. */
  #create(name: string, bytes: Uint8Array, certain: Uint8Array = bytes): void {
    const modifiedAtMs = this.now();
    apply(this.#seen, { kind: "create", name, content: { bytes, modifiedAtMs } });
    this.#uncertain.push({ kind: "create", name, content: { bytes: certain, modifiedAtMs } });
  }

  #change(change: Change): void {
    apply(this.#seen, change);
    this.#uncertain.push(change);
  }

  #need(name: string): Content {
    const content = this.#seen.get(name);
    if (content === undefined) throw errno("ENOENT", name);
    return content;
  }
}

export interface Operation {
  readonly kind: "makeFolder" | "list" | "write" | "rename" | "remove" | "syncFolder" | "read";
  readonly name: string;
}

interface Content {
  readonly bytes: Uint8Array;
  readonly modifiedAtMs: number;
}

type Change = (
  | { readonly kind: "create"; readonly name: string; readonly content: Content }
  | { readonly kind: "rename"; readonly from: string; readonly to: string }
  | { readonly kind: "remove"; readonly name: string }
) & { readonly unsynced?: readonly string[] };

function apply(files: Map<string, Content>, change: Change): void {
  if (change.kind === "create") files.set(change.name, change.content);
  else if (change.kind === "remove") files.delete(change.name);
  else {
    const content = files.get(change.from);
    // What was never there, as far as the disk knows, cannot get another name.
    if (content === undefined) return;
    files.delete(change.from);
    files.set(change.to, content);
  }
}

function foldersOf(change: Change): readonly string[] {
  if (change.unsynced !== undefined) return change.unsynced;
  const names = change.kind === "rename" ? [change.from, change.to] : [change.name];
  return [...new Set(names.map((name) => name.slice(0, name.lastIndexOf("/"))))];
}

function errno(code: string, name: string): Error {
  return Object.assign(new Error(`${code}: ${name}`), { code });
}
