import type { Pool } from "pg";

export interface Product {
  readonly sku: number;
  readonly name: string;
  readonly price_cents: number;
}

/** Reads what the shop sells. Two of these are wrong on purpose; docs/demo.md says how to see it in their traces. */
export class Products {
  readonly #database: Pool;

  constructor(database: Pool) {
    this.#database = database;
  }

  async inCategory(category: string): Promise<readonly Product[]> {
    const { rows } = await this.#database.query<Product>(
      "SELECT sku, name, price_cents FROM products WHERE category = $1 ORDER BY sku LIMIT 12",
      [category],
    );
    return rows;
  }

  async bySku(sku: number): Promise<Product | undefined> {
    const { rows } = await this.#database.query<Product>(
      "SELECT sku, name, price_cents FROM products WHERE sku = $1",
      [sku],
    );
    return rows[0];
  }

  /** Planted: the text is put into the statement as it is, so an apostrophe breaks it. */
  async named(text: string): Promise<readonly Product[]> {
    const { rows } = await this.#database.query<Product>(
      `SELECT sku, name, price_cents FROM products WHERE name LIKE '%${text}%' ORDER BY sku LIMIT 12`,
    );
    return rows;
  }

  /** Planted: one query for the list and one more for each product on it ("N+1"). */
  async onWishlist(customer: string): Promise<readonly Product[]> {
    const { rows } = await this.#database.query<{ sku: number }>(
      "SELECT sku FROM wishlists WHERE customer = $1 ORDER BY sku",
      [customer],
    );
    const products: Product[] = [];
    for (const { sku } of rows) {
      const product = await this.bySku(sku);
      if (product !== undefined) products.push(product);
    }
    return products;
  }

  /** Prices in cents, by product. */
  async prices(skus: readonly number[]): Promise<Readonly<Record<number, number>>> {
    const { rows } = await this.#database.query<Product>(
      "SELECT sku, price_cents FROM products WHERE sku = ANY($1)",
      [skus],
    );
    return Object.fromEntries(rows.map(({ sku, price_cents }) => [sku, price_cents]));
  }
}
