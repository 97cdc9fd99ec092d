import { planBatch, withoutFiles, type BatchPlan } from "./batch-plan.ts";
import { wholeToken } from "./manifest.ts";
import { rememberedKeys } from "./request-key.ts";
import type { SpoolFile } from "./spool-file.ts";
import type { FoundManifest, Survey } from "./survey.ts";

/** What a start has to do, worked out from what it found. The steps are done in this order. */
export interface Reconciliation {
  /** Plans that lost files to damage: made durable before those files are moved, which would mean "stored". */
  readonly rewritten: readonly BatchPlan[];
  /** Files and manifests that cannot be trusted. */
  readonly quarantined: readonly {
    readonly name: string;
    readonly rows: number;
    readonly reason: string;
  }[];
  /** Batches that are in the store, but not yet tidied up. */
  readonly stored: readonly BatchPlan[];
  /** Files that nobody needs: halves of files, plans that a later one replaced, files of finished batches. */
  readonly removed: readonly string[];
  /** Batches that the store is asked about again, before anything else. Rewritten ones are among them. */
  readonly inDoubt: readonly BatchPlan[];
  /** Files in no batch. */
  readonly waiting: readonly SpoolFile[];
  /** Files of batches in doubt. */
  readonly inBatch: readonly SpoolFile[];
  /** Keys of requests that were stored and may come again, oldest first. */
  readonly requestKeys: readonly StoredKeys[];
}

export interface StoredKeys {
  readonly keys: Uint8Array;
  readonly storedAtMs: number;
  /** Of the spool file; of the last one for a batch. */
  readonly sequence: number;
}

/** Decides by the rules of `manifest.ts`; knows no disk. */
export function reconcile(survey: Survey): Reconciliation {
  const draft = new Draft(survey);
  for (const group of groupByBatch(survey.manifests)) draft.settleBatch(group);
  return draft.result();
}

/** Manifests of one batch, the latest word first: done, then by generation. */
function groupByBatch(manifests: readonly FoundManifest[]): FoundManifest[][] {
  const groups = new Map<string, FoundManifest[]>();
  for (const manifest of manifests) {
    const { firstSequence, lastSequence, token } = manifest.name;
    const key = `${firstSequence}-${lastSequence}-${token}`;
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [manifest]);
    else group.push(manifest);
  }
  const rank = ({ name }: FoundManifest): number => (name.isDone ? Infinity : name.generation);
  const sorted = [...groups.values()].map((group) =>
    group.sort((one, other) => (rank(one) < rank(other) ? 1 : -1)),
  );
  return sorted.sort((one, other) => one[0]!.name.firstSequence - other[0]!.name.firstSequence);
}

class Draft {
  readonly #survey: Survey;
  readonly #whole: ReadonlyMap<string, SpoolFile>;
  readonly #damaged: ReadonlySet<string>;
  /** Names of files whose fate a manifest has decided. */
  readonly #decided = new Set<string>();
  readonly #rewritten: BatchPlan[] = [];
  readonly #quarantined: { name: string; rows: number; reason: string }[] = [];
  readonly #stored: BatchPlan[] = [];
  readonly #removed: string[] = [];
  readonly #inDoubt: BatchPlan[] = [];
  readonly #inBatch: SpoolFile[] = [];
  readonly #keys: StoredKeys[] = [];

  constructor(survey: Survey) {
    this.#survey = survey;
    this.#whole = new Map(survey.whole.map((file) => [file.name, file]));
    this.#damaged = new Set(survey.damaged.map((file) => file.name));
  }

  settleBatch(group: readonly FoundManifest[]): void {
    const latest = group.find((manifest) => manifest.plan !== undefined || manifest.name.isDone);
    let kept = latest;
    if (latest?.name.isDone === true) this.#tidyDone(latest);
    else if (latest?.plan !== undefined) this.#settlePlan(latest.plan);
    else kept = this.#settleDamaged(group[0]!) ? group[0] : undefined;
    for (const manifest of group) {
      if (manifest === kept) continue;
      const isReplaced = manifest.plan !== undefined || latest?.name.isDone === true;
      if (isReplaced) this.#removed.push(manifest.name.name);
      else this.#quarantine(manifest.name.name, 0, "the manifest is damaged");
    }
  }

  result(): Reconciliation {
    const survey = this.#survey;
    for (const { name, rows, reason } of survey.damaged) {
      if (!this.#decided.has(name)) this.#quarantine(name, rows, reason);
    }
    for (const name of survey.alien) this.#quarantine(name, 0, "it is not a file of the spool");
    const waiting = survey.whole.filter((file) => !this.#decided.has(file.name));
    for (const { requestKeys, sealedAtMs: storedAtMs, sequence } of waiting) {
      this.#keys.push({ keys: rememberedKeys(requestKeys), storedAtMs, sequence });
    }
    return {
      rewritten: this.#rewritten,
      quarantined: this.#quarantined,
      stored: this.#stored,
      removed: [...survey.unfinished, ...this.#removed],
      inDoubt: this.#inDoubt,
      waiting,
      inBatch: this.#inBatch,
      requestKeys: this.#keys.sort((one, other) => one.sequence - other.sequence),
    };
  }

  /** Done: what is left of its files goes. */
  #tidyDone({ name, plan }: FoundManifest): void {
    for (const file of this.#inRange(name.firstSequence, name.lastSequence)) {
      this.#removed.push(file);
      this.#decided.add(file);
    }
    if (plan !== undefined) this.#remember(plan);
  }

  #settlePlan(plan: BatchPlan): void {
    this.#remember(plan);
    const isLost = (file: { name: string }): boolean => !this.#whole.has(file.name);
    const isMissing = (file: { name: string }): boolean =>
      isLost(file) && !this.#damaged.has(file.name);
    const isStored = plan.generation === 0 ? plan.files.some(isMissing) : plan.pieces.length === 0;
    if (isStored) {
      this.#store(plan);
      return;
    }
    const isUntouched = plan.pieces.every((piece) =>
      piece.every(({ file }) => !isLost(plan.files[file]!)),
    );
    const left = isUntouched ? plan : withoutFiles(plan, isLost);
    if (!isUntouched) this.#rewritten.push(left);
    if (left.pieces.length === 0) this.#stored.push(left);
    else this.#inDoubt.push(left);
    this.#claim(plan);
  }

  /**
   * The content of the only manifest is damaged. Of a batch that was never cut the name says enough: when the
   * files of its range make its token, it is in doubt; when some are missing, it is stored. True when the
   * manifest is written again, under its name.
   */
  #settleDamaged({ name, modifiedAtMs }: FoundManifest): boolean {
    const names = this.#inRange(name.firstSequence, name.lastSequence);
    const files = names.flatMap((file) => this.#whole.get(file) ?? []);
    if (name.generation > 0) {
      for (const file of files) {
        this.#quarantine(file.name, file.rows, "the plan of its batch is damaged");
        this.#decided.add(file.name);
      }
      return false;
    }
    const isAllWhole = files.length === names.length;
    if (files.length === 0 || !isAllWhole) return false;
    const plan = planBatch(files, modifiedAtMs);
    if (wholeToken(plan.files) !== name.token) {
      for (const file of names) this.#decided.add(file);
      this.#removed.push(...names);
      return false;
    }
    this.#rewritten.push(plan);
    this.#inDoubt.push(plan);
    this.#remember(plan);
    this.#claim(plan);
    return true;
  }

  #store(plan: BatchPlan): void {
    this.#stored.push(plan);
    for (const { name } of plan.files) this.#decided.add(name);
  }

  /** The whole files of a plan belong to it; damaged ones are dealt with as damage. */
  #claim(plan: BatchPlan): void {
    for (const { name } of plan.files) {
      const file = this.#whole.get(name);
      if (file === undefined) continue;
      this.#inBatch.push(file);
      this.#decided.add(name);
    }
  }

  #inRange(first: number, last: number): string[] {
    const all = [...this.#survey.whole, ...this.#survey.damaged];
    return all
      .filter(({ sequence }) => sequence >= first && sequence <= last)
      .map(({ name }) => name);
  }

  #quarantine(name: string, rows: number, reason: string): void {
    this.#quarantined.push({ name, rows, reason });
  }

  #remember({ requestKeys: keys, createdAtMs: storedAtMs, files }: BatchPlan): void {
    this.#keys.push({ keys, storedAtMs, sequence: files.at(-1)!.sequence });
  }
}
