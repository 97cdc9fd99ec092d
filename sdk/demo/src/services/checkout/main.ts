import fastify from "fastify";
import { callJson } from "../call-json.ts";
import type { Order } from "../order.ts";
import { setting } from "../setting.ts";
import { charge } from "./charge.ts";
import { connectInventory } from "./connect-inventory.ts";

// Turns a basket into an order. Built as CommonJS, unlike the others: the same flag traces both.

const catalog = setting(process.env, "CATALOG_URL");
const payment = setting(process.env, "PAYMENT_URL");
const fulfilment = setting(process.env, "FULFILMENT_URL");
const inventory = connectInventory({
  address: setting(process.env, "INVENTORY_ADDRESS"),
  protoFile: setting(process.env, "INVENTORY_PROTO"),
});

async function totalCents({ items }: Order): Promise<number> {
  const { body } = await callJson(`${catalog}/prices`, { skus: items.map(({ sku }) => sku) });
  const prices = body as Readonly<Record<number, number>>;
  return items.reduce((sum, { sku, count }) => sum + count * (prices[sku] ?? 0), 0);
}

const app = fastify();

app.post<{ Body: Order }>("/orders", async ({ body: order }, reply) => {
  const { orderId, paymentMethod, country } = order;
  const amountCents = await totalCents(order);
  await inventory.reserve({ orderId, items: order.items });
  const isPaid = await charge(payment, { orderId, amountCents, paymentMethod, country });
  if (!isPaid) return reply.code(502).send({ error: "payment is not possible now" });
  await callJson(`${fulfilment}/parcels`, { orderId, country });
  return reply.code(201).send({ orderId, amountCents });
});

void app.listen({ host: "127.0.0.1", port: Number(setting(process.env, "PORT")) });
