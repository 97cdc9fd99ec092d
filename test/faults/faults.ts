import { diskTrouble } from "./disk-trouble.ts";
import type { Fault } from "./fault.ts";
import { killUnderLoad } from "./kill-under-load.ts";
import { killTailSampling } from "./scenarios/r01-tail-sampling.ts";
import { linkCut } from "./scenarios/a1-link-cut.ts";
import { killSides } from "./scenarios/a2-kill-agent-and-collector.ts";
import { rotateCertificates } from "./scenarios/a5-certificates.ts";
import { agentDiskFull } from "./scenarios/a6-agent-disk-full.ts";
import { twoCollectors } from "./scenarios/a7-two-collectors.ts";
import { powerLoss } from "./scenarios/r03-power-loss.ts";
import { storeDown } from "./scenarios/r04-store-down.ts";
import { serverTrouble } from "./scenarios/r05-server-closes-connections.ts";
import { unknownOutcome } from "./scenarios/r05-unknown-outcome.ts";
import { damagedSpool } from "./scenarios/r08-damaged-spool.ts";
import { slowStore } from "./scenarios/r09-slow-store.ts";
import { poison } from "./scenarios/r10-poison.ts";
import { malformed } from "./scenarios/r11-malformed.ts";
import { tooLarge } from "./scenarios/r12-too-large.ts";
import { resend } from "./scenarios/r13-resend.ts";
import { wrongClocks } from "./scenarios/r14-clocks.ts";
import { engineTrouble } from "./scenarios/r15-engine-trouble.ts";
import { rollingRestart } from "./scenarios/r16-rolling-restart.ts";
import { twoVersions } from "./scenarios/r17-two-versions.ts";
import { udpFlood } from "./scenarios/r18-udp-flood.ts";

/** Everything that is broken on purpose, in the order of its numbers. */
export const FAULTS: readonly Fault[] = [
  {
    id: "R1",
    name: "kill -9 under load",
    engine: "own",
    run: (context) => killUnderLoad(context, { kills: context.scale.kills, during: "load" }),
  },
  {
    id: "R2",
    name: "kill -9 during recovery, twice in a row",
    engine: "own",
    run: (context) =>
      killUnderLoad(context, { kills: Math.ceil(context.scale.kills / 3), during: "recovery" }),
  },
  { id: "R1", name: "kill -9 with tail sampling", engine: "own", run: killTailSampling },
  { id: "R3", name: "power loss", engine: "shared", run: powerLoss },
  { id: "R4", name: "store down, restart, six hours", engine: "shared", run: storeDown },
  { id: "R5", name: "unknown outcome", engine: "shared", run: unknownOutcome },
  { id: "R5", name: "server closes connections", engine: "own", run: serverTrouble },
  {
    id: "R6",
    name: "spool disk full",
    engine: "shared",
    run: (context) => diskTrouble(context, "full"),
  },
  {
    id: "R7",
    name: "fsync of a file fails",
    engine: "shared",
    run: (context) => diskTrouble(context, "fsyncFails"),
  },
  {
    id: "R7",
    name: "fsync of the folder fails",
    engine: "shared",
    run: (context) => diskTrouble(context, "folderFsyncFails"),
  },
  { id: "R8", name: "damaged spool", engine: "shared", run: damagedSpool },
  { id: "R9", name: "slow store, burst of five times", engine: "shared", run: slowStore },
  { id: "R10", name: "poison span among 10,000", engine: "shared", run: poison },
  {
    id: "R11",
    name: "malformed requests at every door",
    // Its short form is test/fuzz/fuzz.test.ts.
    isSlow: true,
    engine: "own",
    run: malformed,
  },
  { id: "R12", name: "64 MiB and a byte, bombs", engine: "own", run: tooLarge },
  { id: "R13", name: "requests sent again", engine: "shared", run: resend },
  { id: "R14", name: "wrong clocks", engine: "own", run: wrongClocks },
  { id: "R15", name: "engine without space, without a table", engine: "own", run: engineTrouble },
  {
    id: "R15",
    name: "kill -9 while the engine merges",
    engine: "own",
    run: (context) =>
      killUnderLoad(context, { kills: Math.ceil(context.scale.kills / 5), during: "merge" }),
  },
  { id: "R16", name: "rolling restart behind a balancer", engine: "own", run: rollingRestart },
  { id: "R17", name: "two versions write", engine: "own", run: twoVersions },
  { id: "R18", name: "UDP flood beside OTLP", engine: "own", run: udpFlood },
  { id: "A1", name: "link cut: reset, silent, gone", engine: "own", run: linkCut },
  {
    id: "A2",
    name: "kill -9 of the agent",
    // A4 kills either, in the short form too.
    isSlow: true,
    engine: "own",
    run: (context) => killSides(context, "agent"),
  },
  {
    id: "A3",
    name: "kill -9 of the collector",
    // A4 kills either, in the short form too.
    isSlow: true,
    engine: "own",
    run: (context) => killSides(context, "collector"),
  },
  {
    id: "A4",
    name: "kill -9 of either",
    engine: "own",
    run: (context) => killSides(context, "both"),
  },
  {
    id: "A5",
    name: "certificates of both rotated",
    isSlow: true,
    engine: "own",
    run: rotateCertificates,
  },
  { id: "A6", name: "disk of the agent full", engine: "own", run: agentDiskFull },
  { id: "A7", name: "two collectors, one killed", engine: "own", run: twoCollectors },
];
