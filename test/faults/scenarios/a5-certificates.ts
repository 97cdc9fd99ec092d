import { copyFile, mkdir, rename } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";

import { eventually } from "../../support/spanhouse-process.ts";
import { drained, withAgent, type AgentWorld } from "../agent-world.ts";
import type { FaultContext } from "../fault.ts";
import type { FaultResult } from "../fault-report.ts";

const FIXTURES = join(import.meta.dirname, "../../fixtures/tls");
/** Files are looked at every few seconds; longer than that. */
const NOTICED_MS_MAX = 60_000;

async function reloads(world: AgentWorld): Promise<number> {
  const labels = { receiver: "otlp_grpc", outcome: "loaded" };
  return world.collector().metric("spanhouse_tls_reloads_total", labels);
}

/**
 * A5: the certificates of both sides, and the authority they come from, are replaced under load. Until both
 * know the new ones they do not trust each other; spans wait, and nothing is lost.
 */
export async function rotateCertificates(context: FaultContext): Promise<FaultResult> {
  const folder = join(context.dataFolder, "tls");
  await mkdir(folder);
  const file = (name: string): string => join(folder, name);
  const put = async (name: string, fixture: string): Promise<void> => {
    // As a secret is renewed: the whole file at once.
    await copyFile(join(FIXTURES, fixture), file(`${name}.new`));
    await rename(file(`${name}.new`), file(name));
  };
  const putAll = async (suffix: "" | "-next"): Promise<void> => {
    for (const side of ["server", "client"]) {
      await put(`${side}.crt`, `${side}${suffix}.crt`);
      await put(`${side}.key`, `${side}${suffix}.key`);
    }
    await put("authority.crt", `authority${suffix}.crt`);
  };
  await putAll("");
  const authority = file("authority.crt");
  return withAgent(
    context,
    async (world) => {
      await delay(1_000);
      await putAll("-next");
      const startedMs = performance.now();
      await eventually(
        "the collector to use the new certificate",
        async () => ((await reloads(world)) > 0 ? true : undefined),
        NOTICED_MS_MAX,
      );
      // Connections that are open stay what they are: only a new one shows the new certificates, and does not
      // come about before the agent knows the new authority, too.
      await world.links[0]!.setLink("reset");
      await delay(context.scale.faultMs / 2);
      await world.links[0]!.setLink("up");
      await world.pusher.pause();
      await drained(world.agent());
      const tookMs = performance.now() - startedMs;
      world.recoveryMs.push(tookMs);
      if (tookMs > NOTICED_MS_MAX) world.problems.push(`it took ${Math.round(tookMs)} ms`);
      world.pusher.resume();
      await delay(500);
    },
    {
      scheme: "https",
      forward: {
        tls: {
          caFile: authority,
          certFile: file("client.crt"),
          keyFile: file("client.key"),
          serverName: "localhost",
        },
      },
      collector: {
        otlpGrpc: {
          port: 0,
          tls: {
            certFile: file("server.crt"),
            keyFile: file("server.key"),
            clientCaFile: authority,
          },
        },
      },
    },
  );
}
