import { describe, expect, it } from "vitest";

import { requestHash } from "./request-hash.ts";
import { deliveryKey, isDeliveryKey, NamelessKeys, rememberedKeys } from "./request-key.ts";

const hash = requestHash(Buffer.alloc(16, 1));

describe("the key of a request", () => {
  it("says what kind of request it is of", () => {
    const bodies = Array.from({ length: 50 }, (_, at) => hash("test", Buffer.from(`${at}`)));
    const deliveries = Array.from({ length: 50 }, (_, at) => deliveryKey(`${at}`, "token"));
    const counted = new NamelessKeys();
    const nameless = Array.from({ length: 50 }, () => counted.next());
    expect(bodies.some(isDeliveryKey)).toBe(false);
    expect(deliveries.every(isDeliveryKey)).toBe(true);
    expect(nameless.some(isDeliveryKey)).toBe(false);
    const all = Buffer.concat([nameless[0]!, ...bodies, ...nameless, ...deliveries]);
    expect(rememberedKeys(all)).toEqual(Buffer.concat([...bodies, ...deliveries]));
  });

  it("is never the same for requests without a name, also of two processes", () => {
    const makers = [new NamelessKeys(), new NamelessKeys()];
    const keys = makers.flatMap((maker) => Array.from({ length: 300 }, () => maker.next()));
    expect(new Set(keys.map((key) => Buffer.from(key).toString("hex"))).size).toBe(600);
  });

  it("differs for other tokens, other senders, and another cut between the two", () => {
    const pairs = [
      ["a", "b"],
      ["a", "c"],
      ["b", "b"],
      ["ab", ""],
    ] as const;
    const keys = pairs.map(([sender, token]) => Buffer.from(deliveryKey(sender, token)).toString());
    expect(new Set(keys).size).toBe(pairs.length);
  });
});
