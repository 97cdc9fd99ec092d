/** What the shop sells and to whom: what its database is filled with, and what its visitors ask for. */

export const CATEGORIES = ["tea", "cups", "pots", "books"] as const;
export const SKU_MAX = 120;

const KINDS = ["Assam", "Sencha", "Oolong", "Rooibos", "Matcha", "Darjeeling"] as const;
const THINGS = ["leaves", "cup", "pot", "primer"] as const;

export function productName(sku: number): string {
  return `${KINDS[sku % KINDS.length]!} ${THINGS[sku % THINGS.length]!} no. ${sku}`;
}

/** The one with the long wishlist. */
export const COLLECTOR = "mia";
export const CUSTOMERS = [COLLECTOR, "ada", "ben", "eva", "kim", "lou", "max", "ole"] as const;

const COLLECTOR_WISHES = 40;
const USUAL_WISHES = 3;

/** Products on somebody's wishlist, ascending. */
export function wishlistOf(customer: string): readonly number[] {
  const length = customer === COLLECTOR ? COLLECTOR_WISHES : USUAL_WISHES;
  return Array.from({ length }, (_, at) => at * 3 + (customer.charCodeAt(0) % 3) + 1);
}
