import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { settleInserts, type SettledTable } from "./settle-inserts.ts";

/** What the engine itself does with the outcome is in test/contract/embedded-cut-off-inserts.test.ts. */

let engine: string;
let table: string;
beforeEach(() => {
  engine = mkdtempSync(join(tmpdir(), "spanhouse-settle-"));
  table = join(engine, "store", "0ab", "0ab7");
  mkdirSync(join(table, "deduplication_logs"), { recursive: true });
  mkdirSync(join(table, "detached"));
});
afterEach(() => rmSync(engine, { recursive: true, force: true }));

const insertOf = (part: string): string => `1\t${part}\t20261124_1_2\n`;
const dropOf = (part: string): string => `2\t${part}\t20261117_3_4\n`;

function records(number: number, ...lines: readonly string[]): void {
  writeFileSync(logPath(number), lines.join(""));
}

function logPath(number: number): string {
  return join(table, "deduplication_logs", `deduplication_log_${number}.txt`);
}

function parts(...names: readonly string[]): void {
  for (const name of names) mkdirSync(join(table, name));
}

async function settle(afterReboot: boolean): Promise<readonly SettledTable["what"][]> {
  return (await settleInserts(engine, { afterReboot })).map(({ what }) => what);
}

const detached = (): readonly string[] => readdirSync(join(table, "detached"));

describe("the newest record", () => {
  it("is cut off when its part is not there, and no other is", async () => {
    records(1, insertOf("20261124_1_1_0"), insertOf("20261124_2_2_0"), insertOf("20261124_3_3_0"));
    parts("20261124_2_2_0");
    expect(await settle(false)).toEqual(["recordWithoutPart"]);
    expect(readFileSync(logPath(1), "utf8")).toBe(
      insertOf("20261124_1_1_0") + insertOf("20261124_2_2_0"),
    );
  });

  it("stays when its part has been merged or changed since", async () => {
    for (const part of ["20261124_1_3_1", "20261124_3_3_0_4", "20261124_3_3_1"]) {
      records(1, insertOf("20261124_3_3_0"));
      parts(part);
      expect(await settle(true)).toEqual([]);
      rmSync(join(table, part), { recursive: true });
    }
  });

  it("is cut off where it is torn, in the newest log that has any", async () => {
    records(1, insertOf("20261124_1_1_0"), "1\t20261124_2");
    records(2, "");
    parts("20261124_1_1_0");
    expect(await settle(false)).toEqual(["tornRecord"]);
    expect(readFileSync(logPath(1), "utf8")).toBe(insertOf("20261124_1_1_0"));
  });
});

describe("a part that no record knows", () => {
  it("is detached after the machine was started again, and only then", async () => {
    records(1, insertOf("20261124_1_1_0"));
    parts("20261124_1_1_0", "20261124_2_2_0");
    expect(await settle(false)).toEqual([]);
    expect(await settle(true)).toEqual(["partWithoutRecord"]);
    expect(detached()).toEqual(["unanswered_20261124_2_2_0"]);
  });

  it("is not one that was inserted before the newest record, which says that an expired part is gone", async () => {
    records(1, insertOf("20261117_1_1_0"), insertOf("20261124_2_2_0"), insertOf("20261124_3_3_0"));
    records(2, dropOf("20261117_1_1_0"));
    parts("20261124_2_2_0_4", "20261124_3_3_0");
    expect(await settle(true)).toEqual([]);
    expect(detached()).toEqual([]);
  });

  it("stays when there are several: a person put them there", async () => {
    records(1, insertOf("20261124_1_1_0"));
    parts("20261124_1_1_0", "20261124_2_2_0", "20261124_3_3_0");
    expect(await settle(true)).toEqual([]);
    expect(detached()).toEqual([]);
  });
});
