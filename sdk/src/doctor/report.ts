import type { Environment } from "../host-process.ts";
import type { Finding } from "./finding.ts";

/** Variables whose values are nobody's business. */
const SECRET = /HEADERS|KEY|TOKEN|SECRET|PASSWORD/;

export function reportOf(findings: readonly Finding[], effective: Environment): string {
  const lines = findings.flatMap(({ subject, isGood, what, fix }) => [
    `${isGood ? "ok  " : "BAD "} ${subject}: ${what}`,
    ...(fix === undefined ? [] : [`      fix: ${fix}`]),
  ]);
  const bad = findings.filter(({ isGood }) => !isGood).length;
  const settings = Object.entries(effective)
    .filter(([name]) => /^(OTEL|SPANHOUSE_SDK)_/.test(name))
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([name, value = ""]) => `  ${name}=${mask(name, value)}`);
  const verdict = bad === 0 ? "Nothing is wrong." : `${bad} of ${findings.length} need attention.`;
  return [...lines, "", "Configuration in effect:", ...settings, "", verdict, ""].join("\n");
}

/** Of headers the names stay, of addresses everything but the password. */
function mask(name: string, value: string): string {
  if (name.endsWith("HEADERS")) return value.replace(/=[^,]*/g, "=***");
  if (SECRET.test(name)) return "***";
  return value.replace(/(:\/\/)[^/@\s]*@/, "$1***@");
}
