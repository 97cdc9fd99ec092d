// What `npm start`, `npm run demo`, `npm test`, `npm run build`, `npm run bench` and `npm run faults` run:
//
//   node standalone/bootstrap.cjs <start|demo|test|build|bench|faults> [arguments for the command]
//
// Installs what the lockfile names and is missing, builds what is older than its sources, then runs the
// command. Plain JavaScript without a dependency, because nothing is installed yet when it starts.
// CommonJS for the reason given in spanhouse.cjs.

"use strict";

const { spawn } = require("node:child_process");
const fs = require("node:fs");
const { join } = require("node:path");
const { pathToFileURL } = require("node:url");

const NODE_FLOOR = [20, 19];
const ROOT = join(__dirname, "..");
const EXECUTABLE = join(__dirname, "spanhouse.cjs");
const DEMO = join(ROOT, "sdk/demo/dist/main.js");
const BUILT = ["standalone/dist/main.js", "ui/dist/index.html", "sdk/dist/main.cjs"]
  .map((file) => join(ROOT, file))
  .concat(DEMO);
/** Its time of change is when the last good build began. */
const BUILD_STAMP = join(ROOT, "build/stamp");
const SOURCES = ["core", "collector", "query", "ui", "sdk", "standalone", "package-lock.json"];
const NOT_SOURCES = new Set(["node_modules", "dist", ".types", ".turbo"]);
/** No tool may call home. */
const TOOLS_ENVIRONMENT = {
  // As in spanhouse.cjs: tests and measurements open stores of their own.
  UV_THREADPOOL_SIZE: process.env.UV_THREADPOOL_SIZE ?? "16",
  DO_NOT_TRACK: "1",
  TURBO_TELEMETRY_DISABLED: "1",
  TURBO_NO_UPDATE_NOTIFIER: "1",
};

function fail(sentence) {
  process.stderr.write(`spanhouse: ${sentence}\n`);
  process.exit(1);
}

function checkNode() {
  const [major, minor] = process.versions.node.split(".").map(Number);
  const [floorMajor, floorMinor] = NODE_FLOOR;
  if (major > floorMajor || (major === floorMajor && minor >= floorMinor)) return;
  fail(
    `Spanhouse needs Node ${NODE_FLOOR.join(".")} or newer; this is Node ${process.versions.node}.`,
  );
}

/** The packages of a lockfile that are installed from a registry: path -> version. */
function packagesOf(lockfile) {
  const { packages = {} } = JSON.parse(fs.readFileSync(lockfile, "utf8"));
  return new Map(
    Object.entries(packages).filter(
      ([path, entry]) => path.includes("node_modules/") && !entry.link,
    ),
  );
}

/** True when everything the lockfile names is there; packages for other platforms may be absent. */
function isInstalled() {
  const installedFile = join(ROOT, "node_modules/.package-lock.json");
  if (!fs.existsSync(installedFile)) return false;
  const installed = packagesOf(installedFile);
  for (const [path, entry] of packagesOf(join(ROOT, "package-lock.json"))) {
    const found = installed.get(path);
    if (
      found === undefined ? !(entry.optional || entry.devOptional) : found.version !== entry.version
    )
      return false;
  }
  return true;
}

/**
 * Newest change at or below `path`, in milliseconds since 1970. Folders count too, because a deleted file
 * changes only its folder; not those that hold build output, because every build changes them.
 */
function newestChangeMs(path) {
  const stat = fs.statSync(path);
  if (!stat.isDirectory()) return stat.mtimeMs;
  const names = fs.readdirSync(path);
  const sources = names.filter((name) => !NOT_SOURCES.has(name));
  const own = sources.length === names.length ? stat.mtimeMs : 0;
  return Math.max(own, ...sources.map((name) => newestChangeMs(join(path, name))));
}

function isBuilt() {
  if (!fs.existsSync(BUILD_STAMP) || !BUILT.every((file) => fs.existsSync(file))) return false;
  const builtMs = fs.statSync(BUILD_STAMP).mtimeMs;
  return SOURCES.every((path) => newestChangeMs(join(ROOT, path)) <= builtMs);
}

/** Runs a Node script to its end in a process of its own; signals go through to it. */
function run(script, args, { quiet = false } = {}) {
  return new Promise((resolve) => {
    const child = spawn(process.execPath, [...script, ...args], {
      cwd: ROOT,
      stdio: ["inherit", quiet ? "pipe" : "inherit", "inherit"],
      env: { ...process.env, ...TOOLS_ENVIRONMENT },
    });
    let output = "";
    child.stdout?.on("data", (chunk) => (output += chunk));
    const forward = (signal) => child.kill(signal);
    process.on("SIGINT", forward);
    process.on("SIGTERM", forward);
    child.on("close", (code, signal) => {
      process.off("SIGINT", forward);
      process.off("SIGTERM", forward);
      // What a quiet command says is worth reading when it failed.
      if (code !== 0) process.stderr.write(output);
      resolve(code ?? (signal === "SIGINT" ? 130 : 143));
    });
  });
}

async function install() {
  process.stderr.write("Installing packages from package-lock.json, this takes about a minute …\n");
  const npm = process.env["npm_execpath"] ?? npmBesideNode();
  const code = await run([npm], ["ci", "--ignore-scripts", "--no-progress", "--loglevel=error"]);
  if (code !== 0) fail("`npm ci --ignore-scripts` failed; its messages are above.");
}

/** npm's own script when we were not started by npm. */
function npmBesideNode() {
  const candidate = join(process.execPath, "../../lib/node_modules/npm/bin/npm-cli.js");
  if (!fs.existsSync(candidate)) fail("packages are missing; run `npm ci --ignore-scripts` first.");
  return candidate;
}

async function build() {
  process.stderr.write("Building …\n");
  const began = new Date();
  const code = await run(
    [join(ROOT, "node_modules/turbo/bin/turbo")],
    ["run", "build", "--output-logs=errors-only", "--log-prefix=none", "--no-color"],
    { quiet: true },
  );
  if (code !== 0) fail("the build failed; its messages are above.");
  fs.mkdirSync(join(ROOT, "build"), { recursive: true });
  fs.writeFileSync(BUILD_STAMP, "");
  fs.utimesSync(BUILD_STAMP, began, began);
}

/** In this process, as is the demo, so that signals and the exit code need no forwarding. */
function start(args) {
  process.argv = [process.execPath, EXECUTABLE, ...args];
  require(EXECUTABLE);
}

async function demo(args) {
  process.argv = [process.execPath, DEMO, ...args];
  await import(pathToFileURL(DEMO).href);
}

const tsx = (script) => ["--import", "tsx", join(ROOT, script)];
const COMMANDS = {
  start,
  demo,
  build: () => undefined,
  test: (args) => run([join(ROOT, "node_modules/vitest/vitest.mjs"), "run"], args),
  bench: (args) => run(tsx("test/bench/run.ts"), args),
  faults: (args) => run(tsx("test/faults/run.ts"), args),
};

async function main() {
  const [name = "start", ...args] = process.argv.slice(2);
  const command = COMMANDS[name];
  if (command === undefined) {
    fail(`no command "${name}"; there are ${Object.keys(COMMANDS).join(", ")}.`);
  }
  if (!isInstalled()) await install();
  if (name === "build" || !isBuilt()) await build();
  const code = await command(args);
  if (code !== undefined) process.exitCode = code;
}

checkNode();
void main();
