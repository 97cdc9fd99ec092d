import type { Span } from "@spanhouse/model";
import { traceFromText } from "@spanhouse/model/testing";
import { startingAt } from "./shop-spans.ts";

/** Traces of one operation to compare: many usual ones and a slow one, which charges thrice. */

export const USUAL_TRACES = 24;
export const SLOW_ID = "00000000000000000000000000005101";
export const USUAL_ID = usualId(7);
export const UNRELATED_ID = "0000000000000000000000000000d1ff";

function usualId(at: number): string {
  return (0xa000 + at).toString(16).padStart(32, "0");
}

/** All of them within the minutes before `unixMs`. */
export function comparedTraces(unixMs: number): readonly Span[] {
  const usual = Array.from({ length: USUAL_TRACES }, (_, at) => {
    const charge = 120 + ((at * 37) % 50);
    return traceFromText(
      `
      web:POST /api/checkout 0..${charge + 60} server
        cart:GetCart 4..30 server
          cart:HGET session 6..12 client
          cart:SELECT carts 13..28 client
        payment:Charge 34..${charge + 34} server
          payment:POST /v1/charges 36..${charge + 30} client
        web:render 40..${50 + (at % 3)}
        ${at % 8 === 0 ? "stock:Reserve" : "stock:Check"} 35..39 client
    `,
      usualId(at),
    );
  });
  const slow = traceFromText(
    `
    web:POST /api/checkout 0..1590 server
      cart:GetCart 4..64 server
        cart:HGET session 6..12 client
        cart:SELECT carts 13..30 client
        cart:SELECT carts 31..60 client
      payment:Charge 70..520 server error
        payment:POST /v1/charges 72..515 client error
      payment:Charge 530..1010 server error
        payment:POST /v1/charges 532..1005 client error
      payment:Charge 1020..1520 server
        payment:POST /v1/charges 1022..1515 client
      stock:Check 66..69 client
      mail:send receipt 1525..1580 producer
  `,
    SLOW_ID,
  );
  const unrelated = traceFromText("worker:settle batch 0..30 consumer", UNRELATED_ID);
  return [...usual, slow, unrelated].flatMap((trace, at) =>
    startingAt(unixMs - (USUAL_TRACES + 2 - at) * 5_000, trace),
  );
}
