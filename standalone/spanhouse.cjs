#!/usr/bin/env node
// The `spanhouse` command. CommonJS, because the two things it does must come before Node's pool of
// threads is started, and loading an ES module starts it.

"use strict";

const NODE_FLOOR = [20, 19];
const [major, minor] = process.versions.node.split(".").map(Number);
if (major < NODE_FLOOR[0] || (major === NODE_FLOOR[0] && minor < NODE_FLOOR[1])) {
  process.stderr.write(
    `spanhouse: Spanhouse needs Node ${NODE_FLOOR.join(".")} or newer; this is Node ${process.versions.node}.\n`,
  );
  process.exit(1);
}

// Each query of the embedded store holds a thread of the pool while it runs, and the store runs up to nine at a
// time (EMBEDDED_LANES). With three threads, an fsync waited 3 s behind three queries of 3 s. More may be asked
// for in the environment, fewer would let queries hold up the acknowledgement of spans.
const POOL_THREADS = 16;
process.env.UV_THREADPOOL_SIZE = String(
  Math.max(POOL_THREADS, Number(process.env.UV_THREADPOOL_SIZE) || 0),
);
process.setSourceMapsEnabled(true);
void import(isAgent(process.argv.slice(2)) ? "./dist/agent.js" : "./dist/main.js");

/** Whether the first argument that is neither an option nor the value of one is `agent`. */
function isAgent(args) {
  for (let at = 0; at < args.length; at++) {
    if (!args[at].startsWith("-")) return args[at] === "agent";
    if (["-c", "--config", "-s", "--set"].includes(args[at])) at++;
  }
  return false;
}
