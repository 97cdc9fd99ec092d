import { expect, it } from "vitest";
import { BODY_POOL_BYTES_MAX, BODY_POOL_CLASS_BYTES_MAX } from "../limits.ts";
import { BodyPool } from "./body-pool.ts";

it("gives memory out again, in the length that is asked for", () => {
  const pool = new BodyPool();
  const first = pool.take(200_000);
  expect(first.length).toBe(200_000);
  pool.give(first);
  const second = pool.take(150_000);
  expect(second.length).toBe(150_000);
  expect(second.buffer).toBe(first.buffer);
});

it("never lends the same memory twice at a time", () => {
  const pool = new BodyPool();
  pool.give(pool.take(1_000));
  expect(pool.take(1_000).buffer).not.toBe(pool.take(1_000).buffer);
});

it("does not keep bodies beyond its largest size", () => {
  const pool = new BodyPool();
  const large = pool.take(BODY_POOL_CLASS_BYTES_MAX + 1);
  pool.give(large);
  expect(pool.take(BODY_POOL_CLASS_BYTES_MAX + 1).buffer).not.toBe(large.buffer);
});

it("does not keep memory that it did not give out", () => {
  const pool = new BodyPool();
  const alien = new Uint8Array(1_000);
  pool.give(alien);
  expect(pool.take(1_000).buffer).not.toBe(alien.buffer);
});

it("keeps no more than its bound", () => {
  const pool = new BodyPool();
  const count = BODY_POOL_BYTES_MAX / BODY_POOL_CLASS_BYTES_MAX + 1;
  const lent = Array.from({ length: count }, () => pool.take(BODY_POOL_CLASS_BYTES_MAX));
  for (const body of lent) pool.give(body);
  const again = Array.from({ length: count }, () => pool.take(BODY_POOL_CLASS_BYTES_MAX).buffer);
  const kept = again.filter((buffer) => lent.some((body) => body.buffer === buffer));
  expect(kept.length).toBe(count - 1);
});
