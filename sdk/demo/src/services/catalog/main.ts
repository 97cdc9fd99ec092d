import fastify from "fastify";
import { Pool } from "pg";
import { setting } from "../setting.ts";
import { Products } from "./products.ts";

// What there is to buy, from the database.

const products = new Products(
  new Pool({ connectionString: setting(process.env, "DATABASE_URL"), max: 4 }),
);
const app = fastify();

app.get<{ Params: { category: string } }>("/categories/:category", ({ params }) =>
  products.inCategory(params.category),
);

app.get<{ Params: { sku: number } }>("/products/:sku", async ({ params }, reply) => {
  const product = await products.bySku(params.sku);
  return product ?? reply.code(404).send({ error: "no such product" });
});

app.get<{ Querystring: { q: string } }>("/search", ({ query }) => products.named(query.q));

app.get<{ Params: { customer: string } }>("/wishlists/:customer", ({ params }) =>
  products.onWishlist(params.customer),
);

app.post<{ Body: { skus: number[] } }>("/prices", ({ body }) => products.prices(body.skus));

await app.listen({ host: "127.0.0.1", port: Number(setting(process.env, "PORT")) });
