import { describe, expect, it } from "vitest";
import { agentConfigSchema, forwardConfigSchema } from "./forward.ts";

describe("forward", () => {
  it.each([
    { endpoint: ["http://collector:4317", "https://[::1]:4317"] },
    { headers: ["authorization=Bearer x=y", "x-tenant="] },
    { tls: { certFile: "a.crt", keyFile: "a.key" } },
    { samplingEndpoint: "http://collector:5778" },
    { batchBytesMax: 65_536 },
  ])("takes %j", (settings) => {
    expect(forwardConfigSchema.safeParse(settings).success).toBe(true);
  });

  it.each([
    { endpoint: ["collector:4317"] },
    { endpoint: ["http://me:secret@collector:4317"] },
    { endpoint: ["http://collector:4317/v1/traces"] },
    { headers: ["Authorization=x"] },
    { headers: ["content-type=text/plain"] },
    { headers: ["spanhouse-sender=0"] },
    { headers: ["no value"] },
    { tls: { certFile: "a.crt" } },
    { compression: "zstd" },
    { timeoutMs: 0 },
    { batchBytesMax: 1 },
  ])("refuses %j", (settings) => {
    expect(forwardConfigSchema.safeParse(settings).success).toBe(false);
  });
});

describe("agent", () => {
  it("takes attributes with any value", () => {
    const attributes = ["team=blue", "note=a=b c"];
    expect(agentConfigSchema.safeParse({ attributes }).success).toBe(true);
  });

  it.each([{ attributes: ["team"] }, { attributes: ["=x"] }, { mode: "pod" }])(
    "refuses %j",
    (settings) => {
      expect(agentConfigSchema.safeParse(settings).success).toBe(false);
    },
  );
});
