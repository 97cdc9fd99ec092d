import { describe, expect, it } from "vitest";

import { planBatch, withFirstRefused, type BatchPlan } from "./batch-plan.ts";
import { doneName, manifestName, parseManifestName } from "./manifest.ts";
import { reconcile, type Reconciliation } from "./reconcile.ts";
import type { SpoolFile } from "./spool-file.ts";
import type { FoundManifest, Survey } from "./survey.ts";
import { spoolFileForTest } from "./testing/spool-files.ts";

const [one, two, three] = [1, 2, 3].map((sequence) => spoolFileForTest(sequence, 4)) as [
  SpoolFile,
  SpoolFile,
  SpoolFile,
];
const plan = planBatch([one, two], 7_000);

function found(plan: BatchPlan, state: "live" | "done" | "damaged" | "doneDamaged"): FoundManifest {
  const live = manifestName(plan, "batch");
  const name = parseManifestName(state.startsWith("done") ? doneName(live) : live)!;
  const isDamaged = state.toLowerCase().endsWith("damaged");
  return { name, modifiedAtMs: 7_000, plan: isDamaged ? undefined : plan };
}

function survey(parts: Partial<Survey>): Survey {
  const nothing = { whole: [], damaged: [], manifests: [], unfinished: [], alien: [] };
  return { ...nothing, nextSequence: 10, ...parts };
}

const damage = (file: SpoolFile) => ({ ...file, reason: "torn" });
const names = (files: readonly { name: string }[]): string[] => files.map(({ name }) => name);

/** Everything that was decided, without what is empty. */
function decided(result: Reconciliation): Record<string, unknown> {
  const { waiting, inBatch, inDoubt, stored, rewritten, removed, quarantined } = result;
  const lists = {
    waiting: names(waiting),
    inBatch: names(inBatch),
    inDoubt: inDoubt.map((plan) => plan.generation),
    stored: stored.map((plan) => plan.generation),
    rewritten: rewritten.map((plan) => plan.generation),
    removed,
    quarantined: names(quarantined),
  };
  return Object.fromEntries(Object.entries(lists).filter(([, list]) => list.length > 0));
}

describe("what a start finds", () => {
  it("waits when it is in no batch", () => {
    expect(decided(reconcile(survey({ whole: [one, two] })))).toEqual({
      waiting: names([one, two]),
    });
  });

  it("is in doubt when its manifest is live and all its files are there", () => {
    const result = reconcile(
      survey({ whole: [one, two, three], manifests: [found(plan, "live")] }),
    );
    expect(decided(result)).toEqual({
      waiting: names([three]),
      inBatch: names([one, two]),
      inDoubt: [0],
    });
    expect(result.inDoubt[0]).toBe(plan);
  });

  it("is stored when a file of a live manifest is missing", () => {
    const result = reconcile(survey({ whole: [two], manifests: [found(plan, "live")] }));
    expect(decided(result)).toEqual({ stored: [0] });
  });

  it("loses a damaged file of a batch in doubt only after the plan says so", () => {
    const parts = { whole: [two], damaged: [damage(one)], manifests: [found(plan, "live")] };
    const result = reconcile(survey(parts));
    expect(decided(result)).toEqual({
      rewritten: [1],
      inDoubt: [1],
      inBatch: names([two]),
      quarantined: names([one]),
    });
    expect(result.inDoubt[0]!.pieces).toEqual([[{ file: 1 }]]);
  });

  it("follows the latest generation of a plan that was cut", () => {
    const cut = withFirstRefused(plan, "bad", 9);
    const manifests = [found(plan, "live"), found(cut, "live")];
    const result = reconcile(survey({ whole: [one, two], manifests }));
    expect(decided(result)).toEqual({
      inBatch: names([one, two]),
      inDoubt: [1],
      removed: [manifestName(plan, "batch")],
    });
  });

  it("does not take a missing file for stored when the plan was cut", () => {
    const cut = withFirstRefused(plan, "bad", 9);
    const result = reconcile(survey({ whole: [two], manifests: [found(cut, "live")] }));
    expect(decided(result)).toEqual({ rewritten: [2], inDoubt: [2], inBatch: names([two]) });
  });

  it("is tidied up when a cut plan has nothing left", () => {
    const given = withFirstRefused(plan, "bad", 0);
    const result = reconcile(survey({ whole: [one, two], manifests: [found(given, "live")] }));
    expect(decided(result)).toEqual({ stored: [1] });
  });

  it("goes when its manifest is done, whatever else is said of it", () => {
    const manifests = [found(plan, "live"), found(plan, "done")];
    const result = reconcile(survey({ whole: [two, three], manifests }));
    expect(decided(result)).toEqual({
      waiting: names([three]),
      removed: [two.name, manifestName(plan, "batch")],
    });
  });

  it("is told by the name alone when the manifest is damaged: all files there, in doubt", () => {
    const manifests = [found(plan, "damaged")];
    const result = reconcile(survey({ whole: [one, two, three], manifests }));
    expect(decided(result)).toEqual({
      waiting: names([three]),
      rewritten: [0],
      inDoubt: [0],
      inBatch: names([one, two]),
    });
    expect(manifestName(result.rewritten[0]!, "batch")).toBe(manifests[0]!.name.name);
  });

  it("is told by the name alone when the manifest is damaged: a file missing, stored", () => {
    const manifests = [found(plan, "damaged")];
    const result = reconcile(survey({ whole: [one], manifests }));
    expect(decided(result)).toEqual({
      removed: [one.name],
      quarantined: [manifests[0]!.name.name],
    });
  });

  it("goes to quarantine when the plan of a cut batch is damaged", () => {
    const cut = withFirstRefused(plan, "bad", 9);
    const result = reconcile(survey({ whole: [one, two], manifests: [found(cut, "damaged")] }));
    expect(decided(result)).toEqual({
      quarantined: [one.name, two.name, manifestName(cut, "batch")],
    });
  });

  it("is a half-written file, a stray one, a damaged one", () => {
    const parts = {
      unfinished: ["spool/x.unfinished"],
      alien: ["spool/y"],
      damaged: [damage(one)],
    };
    expect(decided(reconcile(survey(parts)))).toEqual({
      removed: ["spool/x.unfinished"],
      quarantined: [one.name, "spool/y"],
    });
  });

  it("gives back the keys of all requests that were stored, in the order of their files", () => {
    const manifests = [found(plan, "done")];
    const { requestKeys } = reconcile(survey({ whole: [three], manifests }));
    expect(requestKeys).toEqual([
      { keys: plan.requestKeys, storedAtMs: 7_000, sequence: 2 },
      { keys: three.requestKeys, storedAtMs: 3_000, sequence: 3 },
    ]);
  });
});
