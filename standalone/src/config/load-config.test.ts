import { describe, expect, it } from "vitest";
import { type ConfigSources, loadConfig, SETTINGS } from "./load-config.ts";

const none: ConfigSources = { environment: {}, set: [] };
const file = (text: string): ConfigSources => ({ ...none, file: { name: "spanhouse.yaml", text } });

function load(sources: ConfigSources) {
  const loaded = loadConfig(sources);
  if (!loaded.ok) throw loaded.error;
  return loaded.value;
}

function problem(sources: ConfigSources): string {
  const loaded = loadConfig(sources);
  if (loaded.ok) throw new Error("no problem was found");
  expect(loaded.error.code).toBe("CONFIG_INVALID");
  return loaded.error.message;
}

describe("where settings come from", () => {
  it("has a default for everything", () => {
    const { config, origins } = load(none);
    expect(config.host).toBe("127.0.0.1");
    expect(config.storage.retentionDays).toBe(7);
    expect(config.collector.otlpHttp.cors.allowedOrigins).toEqual([]);
    expect(origins.size).toBe(0);
  });
  it("lets the environment win over the file, and --set over both", () => {
    const text = "storage:\n  retentionDays: 1\n  database: one\nhealth: { port: 1 }\n";
    const { config, origins } = load({
      ...file(text),
      environment: { SPANHOUSE_STORAGE_RETENTION_DAYS: "2", SPANHOUSE_HEALTH_PORT: "2" },
      set: ["health.port=3"],
    });
    expect([config.storage.database, config.storage.retentionDays, config.health.port]).toEqual([
      "one",
      2,
      3,
    ]);
    expect(Object.fromEntries(origins)).toEqual({
      "storage.database": "spanhouse.yaml",
      "storage.retentionDays": "SPANHOUSE_STORAGE_RETENTION_DAYS",
      "health.port": "--set",
    });
  });
  it("keeps the last of several --set for one key", () => {
    expect(load({ ...none, set: ["query.port=1", "query.port=2"] }).config.query.port).toBe(2);
  });
  it("reads booleans, lists, and texts with an equals sign", () => {
    const { config } = load({
      ...none,
      set: [
        "collector.otlpGrpc.enabled=false",
        "collector.otlpHttp.cors.allowedOrigins=https://a.example, https://b.example",
        "storage.password=a=b",
      ],
    });
    expect(config.collector.otlpGrpc.enabled).toBe(false);
    expect(config.collector.otlpHttp.cors.allowedOrigins).toEqual([
      "https://a.example",
      "https://b.example",
    ]);
    expect(config.storage.password).toBe("a=b");
  });
  it("keeps a text that looks like a number a text", () => {
    expect(load({ ...none, set: ["storage.password=123"] }).config.storage.password).toBe("123");
  });
  it("takes an empty file and an empty group for nothing said", () => {
    expect(load(file("")).config.query.port).toBe(16686);
    expect(load(file("query:\n")).config.query.port).toBe(16686);
  });
  it("leaves alone what Kubernetes says about services around us", () => {
    const { origins } = load({
      ...none,
      environment: {
        SPANHOUSE_SERVICE_HOST: "10.0.0.1",
        SPANHOUSE_SERVICE_PORT_HTTP: "80",
        SPANHOUSE_PORT: "tcp://10.0.0.1:80",
        SPANHOUSE_QUERY_PORT: "tcp://10.0.0.1:16686",
        SPANHOUSE_PORT_80_TCP_ADDR: "10.0.0.1",
        SPANHOUSE_CONFIG: "spanhouse.yaml",
      },
    });
    expect(origins.size).toBe(0);
  });
});

describe("what is wrong", () => {
  it("names an unknown key, its place, and what was probably meant", () => {
    expect(problem(file("storage:\n  retentionDay: 3\n"))).toBe(
      'unknown key "storage.retentionDay" in spanhouse.yaml; did you mean storage.retentionDays?',
    );
    expect(problem({ ...none, set: ["retentionDays=3"] })).toBe(
      'unknown key "retentionDays" in --set; did you mean storage.retentionDays?',
    );
    expect(problem({ ...none, environment: { SPANHOUSE_STORAGE_RETENTION: "3" } })).toBe(
      "no setting has the environment variable SPANHOUSE_STORAGE_RETENTION; " +
        "did you mean SPANHOUSE_STORAGE_RETENTION_DAYS?",
    );
  });
  it("guesses nothing when nothing is near", () => {
    expect(problem(file("zebra: 1\n"))).toBe('unknown key "zebra" in spanhouse.yaml.');
  });
  it("names the key, the value and where it came from", () => {
    const message = problem({ ...none, environment: { SPANHOUSE_QUERY_PORT: "99999" } });
    expect(message).toMatch(/^query\.port is 99999 \(SPANHOUSE_QUERY_PORT\): /);
    expect(problem({ ...none, set: ["query.port=abc"] })).toMatch(
      /^query\.port is "abc" \(--set\): /,
    );
    expect(problem(file("query: { port: [1] }"))).toMatch(
      /^query\.port is \[1\] \(spanhouse.yaml\)/,
    );
  });
  it("names a rule over several settings", () => {
    const message = problem({ ...none, set: ["collector.otlpGrpc.tls.certFile=a.pem"] });
    expect(message).toBe("collector.otlpGrpc.tls (--set): certFile and keyFile are set together.");
  });
  it("names the place inside of a list", () => {
    const processors = 'collector.processors=[{filter: {drop: [{namePattern: "(a"}]}}]';
    expect(problem({ ...none, set: [processors] })).toMatch(
      /^collector\.processors\.0\.filter\.drop\.0\.namePattern is "\(a" \(--set\): "\(a" is not a pattern: a group is not closed/,
    );
    expect(problem({ ...none, set: ["collector.processors=[{filters: {}}]"] })).toBe(
      'collector.processors.0 (--set): unrecognized key: "filters".',
    );
    const policies = "collector.tailSampling.policies=[{name: a, latency: {treshold: 1}}]";
    expect(problem({ ...none, set: [policies] })).toBe(
      'collector.tailSampling.policies.0.latency (--set): unrecognized key: "treshold".',
    );
  });
  it("never shows a secret", () => {
    expect(problem(file("storage: { password: [sesame] }"))).not.toContain("sesame");
  });
  it("names the line that is not YAML", () => {
    expect(problem(file("host: a\nquery: {port: 1\nlog: }"))).toMatch(
      /^spanhouse\.yaml, line \d+, is not YAML: /,
    );
  });
  it("refuses a value where settings belong, and settings where a value belongs", () => {
    expect(problem(file("storage: 3\n"))).toBe(
      '"storage" in spanhouse.yaml has settings below it and cannot be 3.',
    );
    expect(problem(file("query: { port: { number: 3 } }"))).toMatch(/^query\.port/);
    expect(problem(file("- 1\n"))).toContain("spanhouse.yaml");
  });
  it("refuses --set without a key or without a value", () => {
    expect(problem({ ...none, set: ["query.port"] })).toBe(
      '--set takes key=value, not "query.port".',
    );
  });
});

it("gives every setting an environment variable of its own", () => {
  expect(new Set(SETTINGS.map(({ variable }) => variable)).size).toBe(SETTINGS.length);
});
