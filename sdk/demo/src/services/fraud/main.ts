import { createServer, type ServerResponse } from "node:http";
import { setTimeout as delay } from "node:timers/promises";
import type { Charge } from "../order.ts";
import { readJson, writeJson } from "../read-json.ts";
import { setting } from "../setting.ts";

// Looks whether a charge can be trusted. It reports through Zipkin, which is one variable in its environment.

const CHECK_MS = 12;
/** Planted: one country is looked up in a register that answers slowly. */
const SLOW_COUNTRY = "IS";
const SLOW_CHECK_MS = 1_200;

async function check({ country }: Charge, response: ServerResponse): Promise<void> {
  await delay(country === SLOW_COUNTRY ? SLOW_CHECK_MS : CHECK_MS);
  writeJson(response, 200, { isTrusted: true });
}

createServer((request, response) => {
  readJson(request)
    .then((body) => check(body as Charge, response))
    .catch((error: unknown) => writeJson(response, 400, { error: String(error) }));
}).listen(Number(setting(process.env, "PORT")), "127.0.0.1");
