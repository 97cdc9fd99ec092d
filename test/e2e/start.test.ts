import { spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync } from "node:fs";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { connect } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { ERRORS, type ErrorCode } from "@spanhouse/base";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from "vitest";
import { fillDataFolder } from "../support/data-folder.ts";
import {
  ANY_PORTS,
  EXECUTABLE,
  type SpanhouseProcess,
  startSpanhouse,
} from "../support/spanhouse-process.ts";
import { ROOT } from "../tidy/repository.ts";

// The built command in processes of its own: what it says when it starts, when it cannot, and how it stops.

vi.setConfig({ testTimeout: 60_000 });

const SET_ANY_PORTS = ANY_PORTS.flatMap((setting) => ["--set", setting]);

interface Ended {
  readonly exitCode: number | null;
  readonly out: string;
  readonly err: string;
}

async function runScript(
  script: string,
  args: readonly string[],
  environment: NodeJS.ProcessEnv = {},
  nodeOptions: readonly string[] = [],
): Promise<Ended> {
  const child = spawn(process.execPath, [...nodeOptions, script, ...args], {
    stdio: ["ignore", "pipe", "pipe"],
    env: { ...process.env, ...environment },
  });
  let out = "";
  let err = "";
  child.stdout.on("data", (chunk: Buffer) => (out += chunk.toString()));
  child.stderr.on("data", (chunk: Buffer) => (err += chunk.toString()));
  await once(child, "close");
  return { exitCode: child.exitCode, out, err };
}

function runCommand(
  args: readonly string[],
  environment?: NodeJS.ProcessEnv,
  nodeOptions?: readonly string[],
): Promise<Ended> {
  return runScript(EXECUTABLE, args, environment, nodeOptions);
}

/** One sentence with the code and its page, nothing else, and the exit code of the registry. */
function expectFailure(ended: Ended, code: ErrorCode, sentence: RegExp): void {
  const said = ended.err.split("\n").filter((line) => !line.startsWith("{"));
  expect(said).toEqual([expect.stringMatching(sentence), ""]);
  expect(said[0]).toMatch(/^spanhouse: /);
  expect(said[0]).toMatch(new RegExp(` \\[${code}, see docs/errors/${code}\\.md\\]$`));
  expect(ended.exitCode).toBe(ERRORS[code].exitCode);
  expect(ended.out).toBe("");
}

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "spanhouse-start-"));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

describe("the command line", () => {
  it("prints its help and its version", async () => {
    const help = await runCommand(["--help"]);
    expect(help).toMatchObject({ exitCode: 0, err: "" });
    expect(help.out).toContain("spanhouse config --config spanhouse.yaml");
    const version = await runCommand(["--version"]);
    expect(version).toEqual({ exitCode: 0, err: "", out: "0.1.0\n" });
  });

  it("prints the settings in effect, from file, environment and command line", async () => {
    const file = join(folder, "spanhouse.yaml");
    await writeFile(file, "query:\n  port: 1\n");
    const { out, exitCode } = await runCommand(["config", "--set", "health.port=3"], {
      SPANHOUSE_CONFIG: file,
      SPANHOUSE_STORAGE_PASSWORD: "sesame",
    });
    expect(exitCode).toBe(0);
    expect(out).toContain(`port: 1 # ${file}\n`);
    expect(out).toContain("port: 3 # --set\n");
    expect(out).not.toContain("sesame");
  });
});

describe("npm start", () => {
  const BOOTSTRAP = join(ROOT, "standalone/bootstrap.cjs");

  it("hands its arguments through once everything is installed and built", async () => {
    expect(await runScript(BOOTSTRAP, ["start", "--version"])).toMatchObject({
      exitCode: 0,
      out: "0.1.0\n",
    });
    expect((await runScript(BOOTSTRAP, ["start", "--sett"])).exitCode).toBe(2);
  });

  it("keeps the exit code of a command that runs in a process of its own", async () => {
    const ended = await runScript(BOOTSTRAP, ["bench", "no-such-benchmark"]);
    expect(ended).toMatchObject({ exitCode: 2, out: expect.stringContaining("usage:") as string });
  });

  it("names the commands it has", async () => {
    const ended = await runScript(BOOTSTRAP, ["strat"]);
    expect(ended).toEqual({
      exitCode: 1,
      out: "",
      err: 'spanhouse: no command "strat"; there are start, demo, build, test, bench, faults.\n',
    });
  });
});

describe("a start that cannot succeed", () => {
  let running: SpanhouseProcess;
  beforeAll(async () => {
    running = await startSpanhouse();
  });
  afterAll(() => running.remove());

  const start = (set: readonly string[], environment?: NodeJS.ProcessEnv): Promise<Ended> =>
    runCommand(
      [...SET_ANY_PORTS, ...[`dataFolder=${folder}`, ...set].flatMap((each) => ["--set", each])],
      environment,
    );

  it("names an unknown setting", async () => {
    const ended = await start(["storage.retentionDay=3"]);
    expectFailure(ended, "CONFIG_INVALID", /unknown key .* did you mean storage\.retentionDays\?/);
  });
  it("names a wrong value and where it came from", async () => {
    const ended = await start([], { SPANHOUSE_STORAGE_RETENTION_DAYS: "soon" });
    expectFailure(ended, "CONFIG_INVALID", /retentionDays is "soon" \(SPANHOUSE_STORAGE_RETENT/);
  });
  it("names a configuration file that is not there", async () => {
    const ended = await runCommand(["--config", join(folder, "none.yaml")]);
    expectFailure(ended, "CONFIG_INVALID", /none\.yaml cannot be read \(ENOENT\)/);
  });
  it("needs a server for the separate roles", async () => {
    for (const role of ["collector", "query"]) {
      expectFailure(await runCommand([role]), "CONFIG_INVALID", /needs storage\.url/);
    }
  });
  it.each([
    ["collector.otlpGrpc.port", "grpc"],
    ["collector.otlpHttp.port", "http"],
    ["query.port", "query"],
    ["query.grpcPort", "queryGrpc"],
    ["health.port", "health"],
  ] as const)("names the taken port of %s", async (setting, door) => {
    const port = new URL(running.urls[door]).port;
    await fillDataFolder(folder);
    const ended = await start([`${setting}=${port}`]);
    const sentence = new RegExp(`ort ${port}\\b.*${setting.replaceAll(".", "\\.")}`, "i");
    expectFailure(ended, "START_PORT_IN_USE", sentence);
  });
  it("names a data folder that cannot be written", async () => {
    await writeFile(join(folder, "file"), "");
    const ended = await start([`dataFolder=${join(folder, "file/data")}`]);
    expectFailure(ended, "START_DATA_FOLDER_UNWRITABLE", /cannot be written \(ENOTDIR\)/);
  });
  it("leaves a data folder to the process that has it", async () => {
    const ended = await start([`dataFolder=${running.dataFolder}`]);
    expectFailure(ended, "START_DATA_FOLDER_LOCKED", /Another Spanhouse process is using/);
    expect((await fetch(`${running.urls.health}/readyz`)).status).toBe(200);
  });
  it("names a platform without an embedded store", async () => {
    const pretend = 'Object.defineProperty(process, "platform", { value: "win32" });';
    const ended = await runCommand([...SET_ANY_PORTS, "--set", `dataFolder=${folder}`], {}, [
      "--import",
      `data:text/javascript,${encodeURIComponent(pretend)}`,
    ]);
    expectFailure(ended, "START_PLATFORM_UNSUPPORTED", /not on win32 /);
  });
  it("names a Node that is too old", async () => {
    const pretend =
      'Object.defineProperty(process, "versions", { value: { ...process.versions, node: "18.20.0" } });';
    const ended = await runCommand([], {}, [
      "--import",
      `data:text/javascript,${encodeURIComponent(pretend)}`,
    ]);
    expect(ended).toEqual({
      exitCode: 1,
      out: "",
      err: "spanhouse: Spanhouse needs Node 20.19 or newer; this is Node 18.20.0.\n",
    });
  });
  it("names a store that does not answer", async () => {
    const ended = await start(["storage.url=http://127.0.0.1:1"]);
    expectFailure(ended, "STORAGE_UNREACHABLE", /http:\/\/127\.0\.0\.1:1/);
  });
});

describe("a running process", () => {
  it("says what is listening where, and what to try", async () => {
    const spanhouse = await startSpanhouse();
    try {
      for (const url of Object.values(spanhouse.urls)) expect(spanhouse.output()).toContain(url);
      expect(spanhouse.output()).toContain(`curl ${spanhouse.urls.http}/v1/traces`);
    } finally {
      await spanhouse.remove();
    }
  });

  it("prints nothing but JSON when asked for JSON", async () => {
    const spanhouse = await startSpanhouse({ set: ["log.format=json"] });
    await spanhouse.stop();
    const lines = spanhouse.output().trim().split("\n");
    await spanhouse.remove();
    expect(lines.length).toBeGreaterThan(2);
    for (const line of lines) expect(JSON.parse(line)).toHaveProperty("msg");
  });

  it.each(["SIGTERM", "SIGINT"] as const)(
    "stops on %s and leaves its folder free",
    async (signal) => {
      const spanhouse = await startSpanhouse();
      spanhouse.child.kill(signal);
      await once(spanhouse.child, "exit");
      expect(spanhouse.child.exitCode).toBe(0);
      expect(existsSync(join(spanhouse.dataFolder, "lock.sock"))).toBe(false);
      const again = await startSpanhouse({ dataFolder: spanhouse.dataFolder });
      expect(await again.stop()).toBe(0);
      await again.remove();
    },
  );

  it("starts again after it was killed", async () => {
    const spanhouse = await startSpanhouse();
    await spanhouse.kill();
    const again = await startSpanhouse({ dataFolder: spanhouse.dataFolder });
    expect(await again.stop()).toBe(0);
    await again.remove();
  });

  it("takes two signals at once for one, as Ctrl-C under npm sends them", async () => {
    const spanhouse = await startSpanhouse();
    spanhouse.child.kill("SIGINT");
    spanhouse.child.kill("SIGTERM");
    await once(spanhouse.child, "exit");
    expect(spanhouse.child.exitCode).toBe(0);
    await spanhouse.remove();
  });
});

describe("a process that cannot finish stopping", () => {
  it("is not ready while it stops, and ends at once at the second signal", async () => {
    // A request that never ends keeps the HTTP door open until the deadline.
    const spanhouse = await startSpanhouse();
    const { hostname, port } = new URL(spanhouse.urls.http);
    const socket = connect(Number(port), hostname);
    socket.on("error", () => socket.destroy());
    socket.write(
      "POST /v1/traces HTTP/1.1\r\nhost: x\r\ncontent-type: application/json\r\ncontent-length: 100\r\n\r\n{",
    );
    await delay(200);
    spanhouse.child.kill("SIGTERM");
    await delay(700);
    expect((await fetch(`${spanhouse.urls.health}/readyz`)).status).toBe(503);
    spanhouse.child.kill("SIGTERM");
    await once(spanhouse.child, "exit");
    expect(spanhouse.child.exitCode).toBe(1);
    socket.destroy();
    await spanhouse.remove();
  });
});
