import { connect as connectHttp2 } from "node:http2";
import { makeSender } from "../export/make-sender.ts";
import { protocolOf } from "../export/otlp-protocol.ts";
import { type Environment, withEnvironment } from "../host-process.ts";
import { httpGet } from "../http-get.ts";
import { CLOCK_DIFFERENCE_MS_MAX, DOCTOR_TIMEOUT_MS, STRATEGY_BYTES_MAX } from "../limits.ts";
import { installModuleHook } from "../module-hook.ts";
import { isSupported, NODE_WANTED } from "../node-version.ts";
import { REMOTE_SAMPLERS, remoteSamplerOptions } from "../sampler/remote-sampler-options.ts";
import { askForStrategy } from "../sampler/sampling-question.ts";
import { parseStrategy } from "../sampler/sampling-strategy.ts";
import { isDeclared } from "../settings.ts";
import { examineDeclared } from "./examine-declared.ts";
import { bad, type Finding, good } from "./finding.ts";

const FLAG = "--import @spanhouse/sdk/register";

/**
 * Looks at everything that keeps traces from arriving.
 *
 * @param environment of the process
 * @param overlay what the SDK adds to it
 */
export async function examine(
  environment: Environment,
  overlay: Readonly<Record<string, string>>,
): Promise<readonly Finding[]> {
  const effective = { ...environment, ...overlay };
  return [
    nodeVersion(process.versions.node),
    moduleHook(),
    loadOrder(environment, process.execArgv),
    ...(isDeclared(effective)
      ? examineDeclared(effective)
      : [...(await collector(effective, overlay)), await sampler(effective)]),
  ];
}

export function nodeVersion(version: string): Finding {
  return isSupported(version) ? good("Node", version) : bad("Node", version, `use ${NODE_WANTED}`);
}

function moduleHook(): Finding {
  const hook = installModuleHook(import.meta.filename);
  return hook === undefined
    ? bad("ES modules", "imported modules are not seen", "remove other flags with module hooks")
    : good("ES modules", `imported modules are seen (${hook.kind})`);
}

/** The flag must come before the program; in `NODE_OPTIONS` it does for every program. */
export function loadOrder(environment: Environment, flags: readonly string[]): Finding {
  const all = [environment["NODE_OPTIONS"] ?? "", ...flags].join(" ");
  return all.includes("@spanhouse/sdk/register")
    ? good("load order", "the SDK is loaded before the program")
    : good("load order", `start the program with ${FLAG}, or set NODE_OPTIONS="${FLAG}"`);
}

async function collector(
  environment: Environment,
  overlay: Readonly<Record<string, string>>,
): Promise<readonly Finding[]> {
  const subject = `collector (${protocolOf(environment)})`;
  const sender = withEnvironment(overlay, () => makeSender(environment, overlay));
  const outcome = await sender.pack([]).send(DOCTOR_TIMEOUT_MS);
  sender.close();
  const fix = "start a collector or an agent there, or set OTEL_EXPORTER_OTLP_ENDPOINT";
  if (outcome.kind !== "delivered") {
    return [bad(subject, `${sender.target} does not take spans: ${outcome.reason}`, fix)];
  }
  return [
    good(subject, `${sender.target} takes spans`),
    ...(await otherDoor(sender.target)),
    await clock(sender.target),
  ];
}

/** Whether gRPC's port beside that of HTTP answers, which is worth knowing and no fault. */
async function otherDoor(target: string): Promise<readonly Finding[]> {
  if (!URL.canParse(target)) return [];
  const url = new URL(target);
  if (url.port !== "4318") return [];
  const isThere = await new Promise<boolean>((resolve) => {
    const session = connectHttp2(`http://${url.hostname}:4317`);
    session.setTimeout(DOCTOR_TIMEOUT_MS, () => session.destroy(new Error("no answer")));
    session.on("remoteSettings", () => {
      resolve(true);
      session.destroy();
    });
    session.on("error", () => resolve(false));
  });
  return [good("gRPC", `port 4317 ${isThere ? "answers as well" : "does not answer"}`)];
}

async function clock(target: string): Promise<Finding> {
  try {
    const askedMs = Date.now();
    const { headers } = await httpGet(target, {
      timeoutMs: DOCTOR_TIMEOUT_MS,
      bytesMax: STRATEGY_BYTES_MAX,
    });
    const theirs = Date.parse(String(headers["date"]));
    if (Number.isNaN(theirs)) return good("clock", "the collector does not say what time it is");
    // The header has whole seconds.
    const differenceMs = Math.max(0, Math.abs(theirs - (askedMs + Date.now()) / 2) - 1_000);
    return differenceMs <= CLOCK_DIFFERENCE_MS_MAX
      ? good("clock", "as that of the collector")
      : bad(
          "clock",
          `${Math.round(differenceMs / 1_000)} s off the collector's`,
          "synchronise both with NTP",
        );
  } catch {
    return good("clock", "could not be compared");
  }
}

async function sampler(environment: Environment): Promise<Finding> {
  const name = environment["OTEL_TRACES_SAMPLER"] ?? "";
  if (!REMOTE_SAMPLERS.includes(name)) return good("sampler", name);
  const service = environment["OTEL_SERVICE_NAME"] ?? "";
  const { url } = remoteSamplerOptions(environment, service);
  const fix =
    "name a collector's sampling door, such as OTEL_TRACES_SAMPLER_ARG=endpoint=http://localhost:5778";
  try {
    const limits = { timeoutMs: DOCTOR_TIMEOUT_MS, bytesMax: STRATEGY_BYTES_MAX };
    const text = await askForStrategy(url, service, limits);
    const strategy = parseStrategy(text);
    if (strategy === undefined) return bad("sampler", `${url} answers no strategy`, fix);
    return good("sampler", `${url} says ${strategy.kind} for ${service}: ${text.trim()}`);
  } catch (error) {
    return bad("sampler", `${url} does not answer: ${String(error)}`, fix);
  }
}
