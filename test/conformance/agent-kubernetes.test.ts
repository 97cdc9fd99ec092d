import { copyFileSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { SpanRecorder, type Span } from "@spanhouse/model";
import { startTestAgent, type TestAgent } from "../support/agent.ts";
import { startDoor, type Door } from "../support/doors.ts";
import {
  startKubernetesApi,
  type KubernetesApi,
  type PodObject,
} from "../support/kubernetes-api.ts";
import { eventually } from "../support/spanhouse-process.ts";
import { newTraceId, testSpan } from "../support/test-span.ts";

const WAIT = { timeout: 10_000, interval: 20 };
const NODE = "node-3";

function pod(uid: string, podIP: string, more: Partial<PodObject["spec"]> = {}): PodObject {
  return {
    metadata: {
      uid,
      name: `cart-7d4b9-${uid}`,
      namespace: "shop",
      labels: { "pod-template-hash": "7d4b9" },
      ownerReferences: [{ kind: "ReplicaSet", name: "cart-7d4b9" }],
    },
    spec: { nodeName: NODE, containers: [{ name: "cart" }], ...more },
    status: { phase: "Running", podIP },
  };
}

describe("an agent that asks Kubernetes which pod a connection comes from", () => {
  const folder = mkdtempSync(join(tmpdir(), "spanhouse-kubernetes-"));
  let api: KubernetesApi;
  let door: Door;
  let agent: TestAgent;
  beforeAll(async () => {
    api = await startKubernetesApi();
    copyFileSync(
      join(import.meta.dirname, "../fixtures/tls/authority.crt"),
      join(folder, "ca.crt"),
    );
    writeFileSync(join(folder, "token"), `${api.token}\n`);
    // More than one page.
    for (let index = 0; index < 120; index++) api.set(pod(`filler-${index}`, `10.0.1.${index}`));
    api.set(pod("here", "127.0.0.1"));
    api.set(pod("elsewhere", "10.9.9.9", { nodeName: "node-4" }));
    api.set(pod("hostly", "10.0.0.9", { hostNetwork: true }));
    door = await startDoor("grpc");
    agent = await startTestAgent({
      endpoint: [door.url],
      agent: { mode: "daemonset", kubernetes: { enabled: true } },
      environment: {
        K8S_NODE_NAME: NODE,
        KUBERNETES_SERVICE_HOST: "127.0.0.1",
        KUBERNETES_SERVICE_PORT: String(api.port),
      },
      more: { accountFolder: folder },
    });
    await eventually("the pods to be known", async () =>
      (await agent.metric("spanhouse_agent_pods")) === 122 ? true : undefined,
    );
  });
  afterAll(async () => {
    await agent.remove();
    await door.receiver.stop(0);
    await api.stop();
    rmSync(folder, { recursive: true });
  });

  /** What the resource of a span has when it arrives. */
  async function arriving(own: Readonly<Record<string, string>>) {
    const attributes = Object.entries(own).map(([key, value]) => ({
      key,
      value: { type: "string", value } as const,
    }));
    const resource: Span["resource"] = { ...testSpan().resource, attributes };
    const span = testSpan({ traceId: newTraceId(), resource });
    await agent.send([span]);
    await expect.poll(() => spanOf(span.traceId), WAIT).toBeDefined();
    return Object.fromEntries(
      spanOf(span.traceId)!.resource.attributes.map(({ key, value }) => [
        key,
        value.type === "string" ? value.value : value.type,
      ]),
    );
  }

  function spanOf(traceId: string): Span | undefined {
    const recorder = new SpanRecorder();
    for (const { body, decode } of door.ingest.requests) decode(body, recorder);
    return recorder.spans.find((span) => span.traceId === traceId);
  }

  it("adds the pod with the address of the connection", async () => {
    expect(await arriving({ "service.name": "cart" })).toMatchObject({
      "k8s.pod.uid": "here",
      "k8s.pod.name": "cart-7d4b9-here",
      "k8s.namespace.name": "shop",
      "k8s.deployment.name": "cart",
      "k8s.container.name": "cart",
      "k8s.node.name": NODE,
    });
  });

  it("believes a resource that names its pod by uid or address", async () => {
    const byUid = await arriving({ "k8s.pod.uid": "filler-7" });
    expect(byUid).toMatchObject({ "k8s.pod.name": "cart-7d4b9-filler-7" });
    const byAddress = await arriving({ "k8s.pod.ip": "10.0.1.8" });
    expect(byAddress).toMatchObject({ "k8s.pod.name": "cart-7d4b9-filler-8" });
  });

  it("says nothing of pods on other nodes, or on the network of the host", async () => {
    expect(await arriving({ "k8s.pod.ip": "10.9.9.9" })).not.toHaveProperty("k8s.pod.name");
    expect(await arriving({ "k8s.pod.ip": "10.0.0.9" })).not.toHaveProperty("k8s.pod.name");
    const hostly = await arriving({ "k8s.pod.uid": "hostly" });
    expect(hostly).toMatchObject({ "k8s.pod.name": "cart-7d4b9-hostly" });
  });

  it("follows pods that come, change and go", async () => {
    api.set(pod("new", "10.0.2.1"));
    await expect.poll(() => agent.metric("spanhouse_agent_pods"), WAIT).toBe(123);
    api.set(pod("new", "10.0.2.2"));
    await expect
      .poll(() => arriving({ "k8s.pod.ip": "10.0.2.2" }), WAIT)
      .toMatchObject({ "k8s.pod.uid": "new" });
    expect(await arriving({ "k8s.pod.ip": "10.0.2.1" })).not.toHaveProperty("k8s.pod.uid");
    api.remove("new");
    await expect.poll(() => agent.metric("spanhouse_agent_pods"), WAIT).toBe(122);
  });

  it("asks for everything again when the changes are not known any more", async () => {
    const lists = () => api.requests.filter((path) => !path.includes("watch=1")).length;
    const before = lists();
    api.forgetChanges();
    await expect.poll(lists, WAIT).toBeGreaterThan(before);
    api.set(pod("later", "10.0.2.3"));
    await expect.poll(() => agent.metric("spanhouse_agent_pods"), WAIT).toBe(123);
  });
});

it("is not started outside of a cluster", async () => {
  const agent = { kubernetes: { enabled: true } };
  const started = startTestAgent({ endpoint: ["http://127.0.0.1:1"], agent });
  await expect(started).rejects.toThrow(/needs a pod in a Kubernetes cluster/);
});
