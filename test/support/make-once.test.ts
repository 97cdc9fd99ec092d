import { existsSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { afterEach, beforeEach, expect, it } from "vitest";
import { makeFolderOnce, makeOnce } from "./make-once.ts";

/** More than any system gives a process. */
const NOBODYS_ID = 999_999_999;

let folder: string;
let made = 0;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "make-once-"));
  made = 0;
});
afterEach(() => rmSync(folder, { recursive: true }));

const need = (): Promise<void> =>
  makeOnce(
    join(folder, "lock"),
    () => existsSync(join(folder, "it")),
    async () => {
      made += 1;
      await delay(20);
      writeFileSync(join(folder, "it"), "");
    },
  );

it("makes once what several need at the same moment, and leaves no lock", async () => {
  await Promise.all([need(), need(), need()]);
  await need();
  expect(made).toBe(1);
  expect(readdirSync(folder)).toEqual(["it"]);
});

it("takes over from a process that is gone", async () => {
  writeFileSync(join(folder, "lock"), String(NOBODYS_ID));
  await Promise.all([need(), need()]);
  expect(made).toBe(1);
});

it("makes a folder again that somebody has removed meanwhile", async () => {
  const make = (making: string): Promise<void> => {
    made += 1;
    writeFileSync(join(making, "it"), "");
    return Promise.resolve();
  };
  const wanted = { prefix: "spanhouse-made-again-", sources: ["package.json"], make };
  const first = await makeFolderOnce(wanted);
  rmSync(first, { recursive: true });
  expect(await makeFolderOnce(wanted)).toBe(first);
  expect(readdirSync(first)).toEqual(["it"]);
  rmSync(first, { recursive: true });
  expect(made).toBe(2);
});
