import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, it } from "vitest";
import { freePorts } from "./free-ports.ts";
import { Processes } from "./processes.ts";

// Real processes of Node, each with a line of a program.

let folder: string;
let processes: Processes;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "spanhouse-demo-"));
  const leash = join(folder, "leash.cjs");
  writeFileSync(leash, "");
  processes = new Processes(folder, leash);
});
afterEach(async () => {
  await processes.stop([]);
  rmSync(folder, { recursive: true });
});

function start(name: string, program: string): void {
  processes.start({ name, args: ["--eval", program], environment: process.env });
}

/** Listens, and writes its name to a file when it is asked to end. */
function writesItsEnd(name: string, port: number): string {
  return (
    `require("net").createServer().listen(${port}, "127.0.0.1");` +
    `process.on("SIGTERM", () => { require("fs").appendFileSync("ends", "${name} "); process.exit(); })`
  );
}

it("says which process ended by itself, how, and what it said", async () => {
  start("quiet", "setInterval(() => {}, 1000)");
  start("broken", 'console.log("{}"); console.error("no tea left"); process.exitCode = 3');
  await expect(processes.death).rejects.toThrow(
    /^broken ended with code 3; it said:\nno tea left$/,
  );
});

it("starts nothing once it stops", async () => {
  await processes.stop([]);
  expect(() => start("late", "0")).toThrow("the demo is being stopped");
});

it("ends those that are named first, then the others in the reverse order of their start", async () => {
  const names = ["base", "middle", "top"];
  const ports = await freePorts(names.length);
  await Promise.all(
    names.map((name, at) =>
      processes.startListening(ports[at]!, {
        name,
        args: ["--eval", writesItsEnd(name, ports[at]!)],
        environment: process.env,
      }),
    ),
  );
  expect(await processes.stop(["middle"])).toEqual([]);
  expect(readFileSync(join(folder, "ends"), "utf8")).toBe("middle top base ");
});
