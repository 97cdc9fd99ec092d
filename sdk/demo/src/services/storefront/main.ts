import fastify, { type FastifyReply } from "fastify";
import { type Answer, callJson } from "../call-json.ts";
import { setting } from "../setting.ts";

// What a browser talks to. It owns nothing and asks the services behind it.

const catalog = setting(process.env, "CATALOG_URL");
const checkout = setting(process.env, "CHECKOUT_URL");

const app = fastify();

/** What failed behind us is a bad gateway to our caller. */
function pass(reply: FastifyReply, { status, body }: Answer): FastifyReply {
  return reply.code(status >= 500 ? 502 : status).send(body);
}

app.get<{ Params: { category: string } }>("/categories/:category", async (request, reply) =>
  pass(reply, await callJson(`${catalog}/categories/${request.params.category}`)),
);

app.get<{ Params: { sku: string } }>("/products/:sku", async (request, reply) =>
  pass(reply, await callJson(`${catalog}/products/${request.params.sku}`)),
);

app.get<{ Querystring: { q: string } }>("/search", async (request, reply) =>
  pass(reply, await callJson(`${catalog}/search?q=${encodeURIComponent(request.query.q)}`)),
);

app.get<{ Params: { customer: string } }>("/wishlists/:customer", async (request, reply) =>
  pass(reply, await callJson(`${catalog}/wishlists/${request.params.customer}`)),
);

app.post("/orders", async (request, reply) =>
  pass(reply, await callJson(`${checkout}/orders`, request.body)),
);

await app.listen({ host: "127.0.0.1", port: Number(setting(process.env, "PORT")) });
