import { execFile } from "node:child_process";
import {
  cp,
  mkdir,
  mkdtemp,
  readdir,
  readFile,
  realpath,
  rm,
  symlink,
  writeFile,
} from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { promisify } from "node:util";
import { checkPackage, createPackageFromTarballData } from "@arethetypeswrong/core";
import { publint } from "publint";
import ts from "typescript";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { startOtlpSink, type OtlpSink } from "../support/otlp-sink.ts";
import { type Ended, runTraced } from "../support/run-traced.ts";
import { freePort } from "../support/free-port.ts";

const run = promisify(execFile);
const ROOT = join(import.meta.dirname, "../..");

interface Manifest {
  readonly dependencies: Readonly<Record<string, string>>;
  readonly bin: Readonly<Record<string, string>>;
  readonly [field: string]: unknown;
}

/** What npm's page about a package shows, and must not contradict the repository. */
const SHOWN = ["version", "license", "author", "repository", "homepage", "bugs"];

const FASTIFY_IN_COMMONJS = `
const fastify = require("fastify")();
fastify.get("/hello/:name", async (request) => ({ hello: request.params.name }));
fastify.listen({ port: 0, host: "127.0.0.1" }).then(async (address) => {
  await (await fetch(address + "/hello/ann")).json();
  await fastify.close();
});
`;

const START_IN_COMMONJS = `
const { start, shutdown, spanCounts } = require("@spanhouse/sdk");
const { trace } = require("@opentelemetry/api");
start({ endpoint: process.argv[2], queueSpansMax: 10, shutdownTimeoutMs: 500 });
for (let count = 0; count < 25; count++) trace.getTracer("app").startSpan("work").end();
console.log(JSON.stringify(spanCounts()));
shutdown().then(() => console.log(JSON.stringify(spanCounts())));
`;

const BOTH_SYSTEMS = `
import { createRequire } from "node:module";
import * as imported from "@spanhouse/sdk";
const required = createRequire(import.meta.url)("@spanhouse/sdk");
const names = Object.keys(required).sort();
console.log(JSON.stringify(names), names.every((name) => imported[name] === required[name]));
console.log(JSON.stringify(Object.keys(imported).filter((name) => name !== "default").sort()));
`;

const TYPED = `
import { flush, shutdown, spanCounts, start, type Options, type SpanCounts } from "@spanhouse/sdk";
import "@spanhouse/sdk/register";
const options: Options = { serviceName: "shop", queueSpansMax: 10 };
export const started: Promise<void> = start(options);
export const counts: SpanCounts | undefined = spanCounts();
export const flushed: Promise<boolean> = flush(100);
export const stopped: Promise<void> = shutdown();
export const wrong: Promise<void> = start({ serviceName: 5 });
`;

/** A folder outside of the repository with the packed SDK in it; nothing but what its package.json names is there as well. */
describe("the packed SDK", () => {
  let folder: string;
  let tarball: Uint8Array;
  let manifest: Manifest;
  let sink: OtlpSink;
  const installed = (): string => join(folder, "node_modules/@spanhouse/sdk");

  beforeAll(async () => {
    sink = await startOtlpSink();
    folder = await realpath(await mkdtemp(join(tmpdir(), "spanhouse-packed-")));
    const pack = ["pack", "--ignore-scripts", "--json", "--offline", "--pack-destination", folder];
    await run("npm", pack, { cwd: join(ROOT, "sdk") });
    const name = (await readdir(folder)).find((file) => file.endsWith(".tgz"))!;
    tarball = new Uint8Array(await readFile(join(folder, name)));
    await mkdir(installed(), { recursive: true });
    await run("tar", ["-xzf", join(folder, name), "-C", installed(), "--strip-components=1"]);
    manifest = JSON.parse(await readFile(join(installed(), "package.json"), "utf8")) as Manifest;
    for (const dependency of [...Object.keys(manifest.dependencies), "fastify"]) {
      const link = join(folder, "node_modules", dependency);
      await mkdir(dirname(link), { recursive: true });
      await symlink(join(ROOT, "node_modules", dependency), link);
    }
    await cp(join(ROOT, "test/fixtures/sdk/fastify-app.mjs"), join(folder, "app.mjs"));
    await writeFile(join(folder, "app.cjs"), FASTIFY_IN_COMMONJS);
    await writeFile(join(folder, "start.cjs"), START_IN_COMMONJS);
    await writeFile(join(folder, "both.mjs"), BOTH_SYSTEMS);
    await writeFile(join(folder, "typed.cts"), TYPED);
    await writeFile(join(folder, "typed.mts"), TYPED);
  });
  afterAll(async () => {
    sink.close();
    await rm(folder, { recursive: true });
  });

  const inFolder = (args: readonly string[], flags: readonly string[]): Promise<Ended> =>
    runTraced(
      args,
      { OTEL_EXPORTER_OTLP_PROTOCOL: "http/json", OTEL_EXPORTER_OTLP_ENDPOINT: sink.url },
      flags,
      folder,
    );

  it.each([
    ["--require", "app.cjs"],
    ["--require", "app.mjs"],
    ["--import", "app.cjs"],
    ["--import", "app.mjs"],
  ])("traces fastify with %s in %s", async (flag, app) => {
    sink.spans.length = 0;
    const ended = await inFolder([app], [flag, "@spanhouse/sdk/register"]);
    expect(ended).toMatchObject({ code: 0, err: "" });
    const names = sink.spans.map(({ name }) => name);
    expect(names.toSorted()).toEqual(["GET", "GET /hello/:name", "request"]);
    expect(new Set(sink.spans.map(({ traceId }) => traceId)).size).toBe(1);
  });

  it("is started in half a minute by what its README says to paste", async () => {
    sink.spans.length = 0;
    const readme = await readFile(join(installed(), "README.md"), "utf8");
    const block = /```sh\nnpm install @spanhouse\/sdk\n(.*?)```/s.exec(readme)![1]!;
    const { stdout, stderr } = await run(
      "sh",
      ["-c", block.replaceAll("3000", String(await freePort()))],
      {
        cwd: folder,
        env: {
          PATH: process.env["PATH"],
          OTEL_EXPORTER_OTLP_PROTOCOL: "http/json",
          OTEL_EXPORTER_OTLP_ENDPOINT: sink.url,
        },
      },
    );
    expect(stderr).toBe("");
    expect(sink.spans.map(({ name }) => name)).toEqual(["GET", "GET"]);
    expect(stdout).toContain(`asked for /hello trace_id=${sink.spans[0]!.traceId} `);
  });

  it("is one SDK for a program that both imports and requires it", async () => {
    const { out, err } = await inFolder(["both.mjs"], []);
    const names = JSON.stringify(["flush", "shutdown", "spanCounts", "start"]);
    expect({ out, err }).toEqual({ out: `${names} true\n${names}\n`, err: "" });
  });

  it("is started in code, and counts what its queue has no room for", async () => {
    sink.spans.length = 0;
    const { out, err } = await inFolder(["start.cjs", sink.url], []);
    const [before, after] = out
      .trim()
      .split("\n")
      .map((line) => JSON.parse(line) as object);
    expect(before).toEqual({ ended: 25, sent: 0, waiting: 10, dropped: 15, refused: 0 });
    expect(after).toEqual({ ended: 25, sent: 10, waiting: 0, dropped: 15, refused: 0 });
    expect(sink.spans).toHaveLength(10);
    expect(err).toContain("the queue of 10 spans is full");
  });

  it("says how its doctor is called", async () => {
    const [path] = Object.values(manifest.bin);
    const help = await inFolder([join(installed(), path!), "--help"], []);
    expect(help).toMatchObject({ code: 0, out: "usage: npx @spanhouse/sdk doctor\n", err: "" });
  });

  it("has the licence in it, says of itself what the repository says, and needs few packages", async () => {
    const root = JSON.parse(await readFile(join(ROOT, "package.json"), "utf8")) as Manifest;
    const shown = (of: Manifest) => SHOWN.map((name) => [name, of[name]]);
    expect(shown(manifest)).toEqual(shown(root));
    const licence = await readFile(join(installed(), "LICENSE"), "utf8");
    expect(licence).toBe(await readFile(join(ROOT, "LICENSE"), "utf8"));
    expect(manifest["keywords"]).toContain("opentelemetry");
    expect(manifest["private"]).toBeUndefined();
    expect(Object.keys(manifest.dependencies).length).toBeLessThan(15);
  });

  it("gives publint and attw nothing to say, and has no tests and sources in it", async () => {
    const { messages } = await publint({ pack: { tarball: tarball.slice().buffer }, strict: true });
    expect(messages).toEqual([]);
    const pkg = createPackageFromTarballData(tarball);
    const checked = await checkPackage(pkg);
    expect(checked.types && checked.problems).toEqual([]);
    const odd = pkg
      .listFiles()
      .filter((path) => !/(LICENSE|\.(js|cjs|d\.ts|d\.cts|json|md))$/.test(path));
    expect(odd).toEqual([]);
  });

  it("is typed for CommonJS and for ES modules, so that a wrong option does not compile", () => {
    const files = ["typed.cts", "typed.mts"].map((name) => join(folder, name));
    const program = ts.createProgram(files, {
      module: ts.ModuleKind.NodeNext,
      target: ts.ScriptTarget.ES2023,
      strict: true,
      noEmit: true,
      skipLibCheck: true,
      types: [],
      lib: ["lib.es2023.d.ts"],
    });
    const found = ts.getPreEmitDiagnostics(program).map(({ messageText }) => messageText);
    expect(found).toEqual(files.map(() => "Type 'number' is not assignable to type 'string'."));
  });
});
