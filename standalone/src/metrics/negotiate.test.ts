import { describe, expect, it } from "vitest";
import { acceptsGzip, negotiateFormat } from "./negotiate.ts";

describe("the format", () => {
  it.each([
    // Prometheus 3, 2.49 and 2.20
    [
      "application/openmetrics-text;version=1.0.0;escaping=allow-utf-8;q=0.6,application/openmetrics-text;version=0.0.1;q=0.5,text/plain;version=1.0.0;escaping=allow-utf-8;q=0.4,text/plain;version=0.0.4;q=0.3,*/*;q=0.2",
      "openMetrics",
    ],
    [
      "application/openmetrics-text;version=1.0.0;q=0.5,application/openmetrics-text;version=0.0.1;q=0.4,text/plain;version=0.0.4;q=0.3,*/*;q=0.2",
      "openMetrics",
    ],
    [
      "application/openmetrics-text; version=0.0.1,text/plain;version=0.0.4;q=0.5,*/*;q=0.1",
      "text",
    ],
    // PrometheusText0.0.4 first, by configuration
    [
      "text/plain;version=0.0.4;q=0.5,application/openmetrics-text;version=1.0.0;q=0.4,*/*;q=0.3",
      "text",
    ],
    ["application/vnd.google.protobuf;proto=io.prometheus.client.MetricFamily;q=0.9", "text"],
    ["text/html,application/xhtml+xml,*/*;q=0.8", "text"],
    ["*/*", "text"],
    ["application/*", "openMetrics"],
    ["application/openmetrics-text", "openMetrics"],
    ['Application/OpenMetrics-Text; Version="1.0.0"', "openMetrics"],
    ["text/plain, application/openmetrics-text", "text"],
    ["application/openmetrics-text, text/plain", "openMetrics"],
    ["text/plain;q=0, */*", "openMetrics"],
    ["application/openmetrics-text;q=0, text/plain;q=0", "text"],
    ["application/openmetrics-text;version=2.0.0", "text"],
    ["application/openmetrics-text;q=x,text/plain;q=0.1", "text"],
    [",;=,;;q", "text"],
    ["", "text"],
    [undefined, "text"],
  ])("asked with %s is %s", (accept, format) => {
    expect(negotiateFormat(accept)).toBe(format);
  });
});

describe("gzip", () => {
  it.each([
    ["gzip", true],
    ["gzip;q=0.1, identity", true],
    ["deflate, x-gzip", true],
    ["*", true],
    ["gzip;q=0", false],
    ["gzip;q=0, *", false],
    ["*;q=0", false],
    ["identity, zstd", false],
    ["", false],
    [undefined, false],
  ])("asked with %s is %s", (accept, wanted) => {
    expect(acceptsGzip(accept)).toBe(wanted);
  });
});
