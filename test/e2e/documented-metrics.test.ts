import { copyFileSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, it } from "vitest";
import { startTestAgent } from "../support/agent.ts";
import { startKubernetesApi } from "../support/kubernetes-api.ts";
import { readOpenMetrics } from "../support/read-openmetrics.ts";
import { readPrometheusText } from "../support/read-prometheus-text.ts";
import { startSpanhouse } from "../support/spanhouse-process.ts";
import { differences, tableRows } from "../tidy/document-tables.ts";
import { readText } from "../tidy/repository.ts";

// Every metric that a collector or an agent can have is in docs/operating/metrics.md, and nothing else is.

const TLS = join(import.meta.dirname, "../fixtures/tls");

/** Settings that bring parts with metrics of their own. */
const EVERYTHING = [
  `collector.zipkin.tls.certFile=${join(TLS, "server.crt")}`,
  `collector.zipkin.tls.keyFile=${join(TLS, "server.key")}`,
  "collector.processors=[{ limits: { attributes: 100 } }]",
  "collector.tailSampling.policies=[{ name: all, always: {} }]",
  "collector.sampling.adaptive.enabled=true",
];

/** Also that strict readers of both formats can read them. */
async function metricsOfCollector(): Promise<string> {
  const spanhouse = await startSpanhouse({ set: EVERYTHING });
  const scrape = async (accept: string): Promise<string> => {
    const answer = await fetch(`${spanhouse.urls.health}/metrics`, { headers: { accept } });
    return answer.text();
  };
  try {
    readOpenMetrics(await scrape("application/openmetrics-text; version=1.0.0"));
    const text = await scrape("text/plain; version=0.0.4");
    readPrometheusText(text);
    return text;
  } finally {
    await spanhouse.remove();
  }
}

async function metricsOfAgent(): Promise<string> {
  const account = mkdtempSync(join(tmpdir(), "spanhouse-account-"));
  const api = await startKubernetesApi();
  copyFileSync(join(TLS, "authority.crt"), join(account, "ca.crt"));
  writeFileSync(join(account, "token"), api.token);
  const agent = await startTestAgent({
    endpoint: ["http://127.0.0.1:1"],
    agent: { mode: "daemonset", kubernetes: { enabled: true } },
    environment: {
      K8S_NODE_NAME: "node-1",
      KUBERNETES_SERVICE_HOST: "127.0.0.1",
      KUBERNETES_SERVICE_PORT: String(api.port),
    },
    more: { accountFolder: account },
  });
  try {
    return await agent.metricsText();
  } finally {
    await agent.remove();
    await api.stop();
    rmSync(account, { recursive: true });
  }
}

function withTotal(name: string): string {
  return name.endsWith("_total") ? name : `${name}_total`;
}

it("documents exactly the metrics that there are", async () => {
  const text = (await metricsOfCollector()) + (await metricsOfAgent());
  const served = [...text.matchAll(/^# TYPE (\S+) (\S+)$/gm)]
    .filter(([, name]) => !/^(nodejs|process)_/.test(name!))
    // Some counters are told without the end of their name, too.
    .map(([, name, type]) => `${type === "counter" ? withTotal(name!) : name!} ${type!}`);
  const [, ...rows] = tableRows(readText("docs/operating/metrics.md"));
  const documented = rows.map(([name, type]) => `${name!} ${type!}`);
  expect(differences([...new Set(served)], documented)).toEqual([]);
});
