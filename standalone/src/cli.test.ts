import { expect, it } from "vitest";
import { parseArguments } from "./cli.ts";

function parse(...args: string[]) {
  let out = "";
  let err = "";
  const request = parseArguments(args, {
    version: "1.2.3",
    writeOut: (text) => (out += text),
    writeErr: (text) => (err += text),
  });
  return { request, out, err };
}

it("starts everything when nothing is asked for", () => {
  expect(parse().request).toEqual({ command: "start", file: undefined, set: [] });
});

it("takes its options before, after and without a command", () => {
  const wanted = { file: "a.yaml", set: ["x=1", "y=2"] };
  const options = ["--config", "a.yaml", "--set", "x=1", "-s", "y=2"];
  expect(parse(...options).request).toEqual({ command: "start", ...wanted });
  expect(parse("query", ...options).request).toEqual({ command: "query", ...wanted });
  expect(parse(...options, "config").request).toEqual({ command: "config", ...wanted });
});

it("writes help and version and ends well", () => {
  const help = parse("--help");
  expect(help.request).toEqual({ command: "exit", exitCode: 0 });
  expect(help.out).toContain("--set <key=value>");
  expect(parse("start", "--help").out).toContain("--set <key=value>");
  expect(parse("--version").out).toBe("1.2.3\n");
});

it.each([["--sett"], ["strat"], ["--set"], ["start", "now"]])("refuses %s", (...args) => {
  const { request, err } = parse(...args);
  expect(request).toEqual({ command: "exit", exitCode: 2 });
  expect(err).toMatch(/^error: /);
});
