import { expect, it } from "vitest";
import { announce } from "./announce.ts";

const doors = [
  { name: "query", url: "http://127.0.0.1:16686" },
  { name: "otlp_http", url: "http://127.0.0.1:4318" },
];

it("says what is listening where and what to try", () => {
  const text = announce({ version: "1.2.3", store: "chDB 1", doors, colors: false });
  expect(text).toContain("Spanhouse 1.2.3 is ready (chDB 1)\n");
  expect(text).toContain("UI and query API    http://127.0.0.1:16686\n");
  expect(text).toContain("curl http://127.0.0.1:4318/v1/traces");
  expect(text).not.toContain("\x1b");
});

it("suggests nothing that cannot work: without the HTTP door, no curl", () => {
  const text = announce({ version: "1", store: "", doors: doors.slice(0, 1), colors: false });
  expect(text).not.toContain("curl");
});

it("uses colours only when asked to", () => {
  expect(announce({ version: "1", store: "", doors, colors: true })).toContain("\x1b[");
});
