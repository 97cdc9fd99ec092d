import { join } from "node:path";
import { hostEnvironment, mainFile, programArguments, setExitCode } from "../host-process.ts";
import { effectiveEnvironment } from "../settings.ts";
import { examine } from "./examine.ts";
import { reportOf } from "./report.ts";

// `npx @spanhouse/sdk doctor`: says what keeps traces of the program in this folder from arriving. Exit code 0 when nothing does,
// 1 when something does, 2 when it was called wrong.

async function doctor(): Promise<void> {
  const here = join(process.cwd(), "package.json");
  const overlay = effectiveEnvironment(
    {},
    hostEnvironment(),
    mainFile() === undefined ? undefined : here,
  );
  // The SDK's own requests do not keep a process alive.
  const hold = setInterval(() => undefined, 1_000);
  const findings = await examine(hostEnvironment(), overlay).finally(() => clearInterval(hold));
  process.stdout.write(reportOf(findings, { ...hostEnvironment(), ...overlay }));
  setExitCode(findings.every(({ isGood }) => isGood) ? 0 : 1);
}

const USAGE = "usage: npx @spanhouse/sdk doctor\n";
const asked = programArguments();

if (asked.includes("--help")) {
  process.stdout.write(USAGE);
} else if (asked.join(" ") === "doctor") {
  void doctor();
} else {
  process.stderr.write(USAGE);
  setExitCode(2);
}
