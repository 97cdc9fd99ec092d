import type { Order, PaymentMethod } from "../services/order.ts";
import { CATEGORIES, COLLECTOR, CUSTOMERS, SKU_MAX } from "../services/shop.ts";
import { SeededRandom } from "./seeded-random.ts";

/** The problems that are planted in the shop; each round of visits runs into each of them once. */
export type Problem = "slow-dependency" | "retries" | "error" | "n-plus-one";

/** One request to the storefront. */
export interface Visit {
  readonly path: string;
  /** A GET without. */
  readonly body?: Order;
  readonly problem?: Problem;
}

/** Visits after which everything that is planted has been met once more. */
export const ROUND_VISITS = 24;

const COUNTRIES = ["AT", "DE", "FR", "NL", "PT"] as const;
const SEARCHES = ["Assam", "cup", "Oolong pot", "Matcha"] as const;
const ITEMS_MAX = 3;

/** Visits without end; with the same seed they are the same, ids of orders included. */
export function* visits(seed: number): Generator<Visit, never> {
  const random = new SeededRandom(seed);
  for (let round = 1; ; round++) {
    const orders = orderMaker(random, `${seed}-${round}`);
    yield* random.shuffle(oneRound(random, orders));
  }
}

type OrderMaker = (order?: { country?: string; paymentMethod?: PaymentMethod }) => Order;

function orderMaker(random: SeededRandom, prefix: string): OrderMaker {
  let made = 0;
  return ({ country = random.pick(COUNTRIES), paymentMethod = "card" } = {}) => ({
    orderId: `${prefix}-${++made}`,
    customer: random.pick(CUSTOMERS),
    items: Array.from({ length: random.integer(1, ITEMS_MAX) }, () => ({
      sku: random.integer(1, SKU_MAX),
      count: random.integer(1, 2),
    })),
    paymentMethod,
    country,
  });
}

function oneRound(random: SeededRandom, order: OrderMaker): readonly Visit[] {
  const times = (count: number, make: () => Visit): readonly Visit[] =>
    Array.from({ length: count }, make);
  const usualCustomers = CUSTOMERS.filter((customer) => customer !== COLLECTOR);
  return [
    ...times(6, () => ({ path: `/categories/${random.pick(CATEGORIES)}` })),
    ...times(6, () => ({ path: `/products/${random.integer(1, SKU_MAX)}` })),
    ...times(2, () => ({ path: search(random.pick(SEARCHES)) })),
    ...times(2, () => ({ path: `/wishlists/${random.pick(usualCustomers)}` })),
    ...times(4, () => ({ path: "/orders", body: order() })),
    { path: "/orders", body: order({ country: "IS" }), problem: "slow-dependency" },
    { path: "/orders", body: order({ paymentMethod: "gift-card" }), problem: "retries" },
    { path: search("five o'clock"), problem: "error" },
    { path: `/wishlists/${COLLECTOR}`, problem: "n-plus-one" },
  ];
}

function search(text: string): string {
  return `/search?q=${encodeURIComponent(text)}`;
}
