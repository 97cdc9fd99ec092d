import { Server, ServerCredentials, status } from "@grpc/grpc-js";
import type { ServerUnaryCall, sendUnaryData } from "@grpc/grpc-js";
import { Pool } from "pg";
import {
  loadInventoryService,
  type ReserveReply,
  type ReserveRequest,
} from "../inventory-service.ts";
import { setting } from "../setting.ts";

// Takes pieces off the shelf, over gRPC.

const database = new Pool({ connectionString: setting(process.env, "DATABASE_URL"), max: 4 });

async function reserve({ items }: ReserveRequest): Promise<ReserveReply> {
  const { rows } = await database.query<{ count: number }>(
    "UPDATE stock SET count = stock.count - wanted.count FROM unnest($1::int[], $2::int[]) AS wanted(sku, count) " +
      "WHERE stock.sku = wanted.sku RETURNING stock.count",
    [items.map(({ sku }) => sku), items.map(({ count }) => count)],
  );
  return { left: rows.map(({ count }) => count) };
}

const server = new Server();
server.addService(loadInventoryService(setting(process.env, "INVENTORY_PROTO")).service, {
  reserve: (
    { request }: ServerUnaryCall<ReserveRequest, ReserveReply>,
    answer: sendUnaryData<ReserveReply>,
  ) => {
    reserve(request).then(
      (reply) => answer(null, reply),
      (error: unknown) => answer({ code: status.INTERNAL, details: String(error) }),
    );
  },
});
server.bindAsync(
  `127.0.0.1:${setting(process.env, "PORT")}`,
  ServerCredentials.createInsecure(),
  (error) => {
    if (error !== null) throw error;
  },
);
