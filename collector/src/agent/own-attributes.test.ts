import { expect, it } from "vitest";
import { agentConfigSchema } from "../config/forward.ts";
import { ownAttributes, type Surroundings } from "./own-attributes.ts";

const HOST: Surroundings = {
  hostName: "bear",
  architecture: "x64",
  platform: "linux",
  machineId: "4bf92f3577b34da6a3ce929d0e0e4736",
  environment: {},
};
const POD: Surroundings = {
  ...HOST,
  hostName: "agent-x7k2p",
  environment: {
    K8S_NODE_NAME: "node-3",
    POD_NAME: "cart-5d8",
    POD_NAMESPACE: "shop",
    POD_UID: "0b7c",
    HOST_IP: "192.0.2.3",
    OTEL_RESOURCE_ATTRIBUTES: "team=a%20b,service.name=agent,broken=%zz",
  },
};

function attributesOf(setting: unknown, surroundings: Surroundings) {
  return Object.fromEntries(ownAttributes(agentConfigSchema.parse(setting), surroundings));
}

it("names the machine it runs on", () => {
  expect(attributesOf({}, HOST)).toEqual({
    "host.name": "bear",
    "host.id": "4bf92f3577b34da6a3ce929d0e0e4736",
    "host.arch": "amd64",
    "os.type": "linux",
  });
});

it("says of a node nothing about its own pod", () => {
  expect(attributesOf({ mode: "daemonset" }, POD)).toEqual({
    "host.name": "node-3",
    "host.arch": "amd64",
    "os.type": "linux",
    "host.ip": "192.0.2.3",
    "k8s.node.name": "node-3",
  });
});

it("says of a pod it is part of what the downward API says", () => {
  expect(attributesOf({ mode: "sidecar" }, POD)).toMatchObject({
    "k8s.node.name": "node-3",
    "k8s.pod.name": "cart-5d8",
    "k8s.namespace.name": "shop",
    "k8s.pod.uid": "0b7c",
  });
});

it("takes resource attributes of its environment, but not its own service", () => {
  const attributes = attributesOf({ mode: "sidecar" }, POD);
  expect(attributes).toMatchObject({ team: "a b" });
  expect(attributes).not.toHaveProperty("service.name");
  expect(attributes).not.toHaveProperty("broken");
});

it("lets settings win", () => {
  const attributes = ["host.name=cave", "deployment.environment.name=test=1"];
  expect(attributesOf({ attributes }, HOST)).toMatchObject({
    "host.name": "cave",
    "deployment.environment.name": "test=1",
  });
});
