import type { PGlite } from "@electric-sql/pglite";
import { CATEGORIES, CUSTOMERS, productName, SKU_MAX, wishlistOf } from "../shop.ts";

const TABLES = `
CREATE TABLE products (sku int PRIMARY KEY, name text NOT NULL, category text NOT NULL, price_cents int NOT NULL);
CREATE TABLE stock (sku int PRIMARY KEY REFERENCES products, count int NOT NULL);
CREATE TABLE wishlists (customer text, sku int REFERENCES products, PRIMARY KEY (customer, sku));
CREATE TABLE parcels (order_id text PRIMARY KEY, country text NOT NULL);
`;

const PIECES_AT_START = 1_000_000;

/** Makes the shop's tables and fills them; the same every time. */
export async function createShop(database: PGlite): Promise<void> {
  await database.exec(TABLES);
  const skus = Array.from({ length: SKU_MAX }, (_, at) => at + 1);
  await database.query(
    "INSERT INTO products SELECT * FROM unnest($1::int[], $2::text[], $3::text[], $4::int[])",
    [
      skus,
      skus.map(productName),
      skus.map((sku) => CATEGORIES[sku % CATEGORIES.length]!),
      skus.map((sku) => 400 + ((sku * 7_919) % 9_000)),
    ],
  );
  await database.query("INSERT INTO stock SELECT sku, $1 FROM products", [PIECES_AT_START]);
  const wishes = CUSTOMERS.flatMap((customer) =>
    wishlistOf(customer).map((sku) => ({ customer, sku })),
  );
  await database.query("INSERT INTO wishlists SELECT * FROM unnest($1::text[], $2::int[])", [
    wishes.map(({ customer }) => customer),
    wishes.map(({ sku }) => sku),
  ]);
}
