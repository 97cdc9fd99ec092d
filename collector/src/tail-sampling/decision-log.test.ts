import { expect, it } from "vitest";
import { ModelDisk } from "../pipeline/testing/model-disk.ts";
import { DecisionLog, DECISIONS_FOLDER, type LoggedDecision } from "./decision-log.ts";

const decision = (number: number): LoggedDecision => ({
  traceId: number.toString(16).padStart(32, "0"),
  high: number,
  low: number + 1,
});
const range = (from: number, to: number): LoggedDecision[] =>
  Array.from({ length: to - from }, (_, at) => decision(from + at));

async function open(disk: ModelDisk, entriesMax = 1_000) {
  const read: LoggedDecision[] = [];
  const damaged: string[] = [];
  const log = await DecisionLog.open(
    { disk, entriesMax, onDamaged: (name) => damaged.push(name) },
    (one) => read.push(one),
  );
  return { log, read, damaged };
}

const logFiles = (disk: ModelDisk): string[] =>
  disk.names().filter((name) => name.startsWith(DECISIONS_FOLDER));

it("reads what it wrote, in order, and goes on", async () => {
  const disk = new ModelDisk(Math.random);
  const first = await open(disk);
  await first.log.append(range(0, 3));
  await first.log.append([]);
  await first.log.append(range(3, 5));
  const second = await open(disk.reboot("powerLoss"));
  expect(second.read).toEqual(range(0, 5));
});

it("makes one file of many small ones, and drops the oldest beyond its bound", async () => {
  const disk = new ModelDisk(Math.random);
  const { log } = await open(disk, 1_000);
  for (let batch = 0; batch < 500; batch++) {
    await log.append(range(batch * 10, batch * 10 + 10));
    expect(logFiles(disk).length).toBeLessThanOrEqual(40);
  }
  const { read } = await open(disk, 1_000);
  expect(read.length).toBeGreaterThanOrEqual(1_000);
  expect(read.length).toBeLessThan(1_500);
  expect(read).toEqual(range(5_000 - read.length, 5_000));
});

it("deletes a damaged file and keeps the others", async () => {
  const disk = new ModelDisk(Math.random);
  const { log } = await open(disk);
  for (let batch = 0; batch < 3; batch++) await log.append([decision(batch)]);
  disk.damage(logFiles(disk)[1]!, (bytes) => bytes.fill(7));
  const { read, damaged } = await open(disk);
  expect(read).toEqual([decision(0), decision(2)]);
  expect(damaged).toHaveLength(1);
  expect(logFiles(disk)).toHaveLength(2);
});

it.each(Array.from({ length: 40 }, (_, after) => after))(
  "loses nothing that it had said is durable when power is lost after %i operations",
  async (after) => {
    const disk = new ModelDisk(Math.random);
    const { log } = await open(disk, 100);
    for (let batch = 0; batch < 14; batch++) await log.append([decision(batch)]);
    disk.crashAfter = after;
    const crashed = new Promise<undefined>((resolve) => (disk.onCrash = () => resolve(undefined)));
    let durable = 14;
    const work = (async () => {
      for (; durable < 20;) {
        await log.append([decision(durable)]);
        durable += 1;
      }
    })();
    await Promise.race([work, crashed]);
    const again = disk.reboot("powerLoss");
    const { log: next, read } = await open(again, 100);
    const numbers = new Set(read.map(({ high }) => high));
    for (let number = 0; number < durable; number++) expect(numbers.has(number)).toBe(true);
    await next.append([decision(99)]);
    const { read: all } = await open(again, 100);
    expect(all.at(-1)).toEqual(decision(99));
    expect(new Set(all.map(({ high }) => high)).size).toBe(numbers.size + 1);
  },
);

it("can be asked again when the disk failed", async () => {
  const disk = new ModelDisk(Math.random);
  const { log } = await open(disk);
  disk.failing = ({ kind }) => (kind === "syncFolder" ? "EIO" : undefined);
  await expect(log.append([decision(1)])).rejects.toThrow("EIO");
  disk.failing = () => undefined;
  await log.append([decision(1)]);
  const { read } = await open(disk);
  expect(read).toEqual([decision(1)]);
});

it("says that decisions are durable although old files could not be tidied up", async () => {
  const disk = new ModelDisk(Math.random);
  const { log } = await open(disk, 100);
  disk.failing = ({ kind }) => (kind === "read" ? "EIO" : undefined);
  for (let batch = 0; batch < 40; batch++) await log.append([decision(batch)]);
  expect(logFiles(disk)).toHaveLength(40);
  disk.failing = () => undefined;
  await log.append([decision(40)]);
  expect(logFiles(disk)).toHaveLength(1);
  const { read } = await open(disk);
  expect(read).toEqual(range(0, 41));
});
