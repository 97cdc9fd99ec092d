import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import { Pool } from "pg";
import { readJson, writeJson } from "../read-json.ts";
import { setting } from "../setting.ts";
import { JobQueue } from "./job-queue.ts";

// Packs parcels, after the customer has the answer.

interface Parcel {
  readonly orderId: string;
  readonly country: string;
}

const database = new Pool({ connectionString: setting(process.env, "DATABASE_URL"), max: 2 });

const parcels = new JobQueue<Parcel>("parcels", async ({ orderId, country }) => {
  await database.query("INSERT INTO parcels (order_id, country) VALUES ($1, $2)", [
    orderId,
    country,
  ]);
});

async function serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
  if (request.method === "POST") {
    parcels.add((await readJson(request)) as Parcel);
    writeJson(response, 202, { isAccepted: true });
    return;
  }
  writeJson(response, 200, { unfinished: parcels.unfinished });
}

createServer((request, response) => {
  serve(request, response).catch((error: unknown) => {
    writeJson(response, 500, { error: String(error) });
  });
}).listen(Number(setting(process.env, "PORT")), "127.0.0.1");
