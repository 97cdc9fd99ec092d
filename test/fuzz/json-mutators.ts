import type { ByteMutator } from "./byte-mutators.ts";
import type { Random } from "../bench/traffic/random.ts";

/** Damages JSON by its tokens. */
const TOKEN = /"(?:[^"\\]|\\.)*"|-?\d[\d.eE+-]*|[a-z]+|[{}[\]:,]/g;

const STRANGE_TOKENS = [
  ...["null", "true", "{}", "[]", "{", "}", "[", "]", ",", ":", '"', '""', "nul", "NaN"],
  ...["-0", "1e999", "-1", "1.5", "18446744073709551616", "9007199254740993", "0x10", "01"],
  ...['"NaN"', '"-1"', '"1e400"', '"\\ud800"', '"\\u0000"', '"\ufeff"', '"SPAN_KIND_SERVER"'],
  ...['"__proto__"', '"constructor"', `"${"9".repeat(400)}"`, "9".repeat(400)],
];

/** Replaces, removes, repeats or swaps one to three tokens. */
export const changeTokens: ByteMutator = (bytes, random) => {
  const tokens = Buffer.from(bytes).toString("utf8").match(TOKEN) ?? [];
  for (let edits = random.between(1, 3); edits > 0 && tokens.length > 0; edits--) {
    editToken(tokens, random);
  }
  return Buffer.from(tokens.join(""));
};

function editToken(tokens: string[], random: Random): void {
  const at = random.between(0, tokens.length - 1);
  const token = tokens[at]!;
  const other = random.between(0, tokens.length - 1);
  switch (random.between(0, 4)) {
    case 0:
      tokens[at] = random.pick(STRANGE_TOKENS);
      return;
    case 1:
      tokens.splice(at, 1);
      return;
    case 2:
      tokens.splice(at, 0, token);
      return;
    case 3:
      tokens[at] = tokens[other]!;
      tokens[other] = token;
      return;
    default:
      // The same value in another type: a number as text, text as a number.
      tokens[at] = token.startsWith('"') ? token.slice(1, -1) : `"${token}"`;
  }
}

const DEPTHS = [16, 32, 33, 100, 1_000, 10_000, 100_000];
/** Beyond what the decoder takes at all. */
const DEPTH_TOO_DEEP = 250_000;

/** Nesting in an attribute, in an unknown field, or of brackets that nothing closes. */
export const nestDeepJson: ByteMutator = (_, random) => {
  const isBrackets = random.chance(0.5);
  const depth = random.pick(isBrackets ? [...DEPTHS, DEPTH_TOO_DEEP] : DEPTHS);
  const ids = `"traceId":"${random.hex(32)}","spanId":"${random.hex(16)}"`;
  const request = (field: string): string =>
    `{"resourceSpans":[{"scopeSpans":[{"spans":[{${ids},${field}}]}]}]}`;
  switch ((isBrackets ? 2 : 0) + random.between(0, 1)) {
    case 0: {
      const open = '{"arrayValue":{"values":['.repeat(depth);
      const value = `${open}{}${"]}}".repeat(depth)}`;
      return Buffer.from(request(`"attributes":[{"key":"k","value":${value}}]`));
    }
    case 1: {
      const open = '{"kvlistValue":{"values":[{"key":"k","value":'.repeat(depth);
      const value = `${open}{}${"}]}}".repeat(depth)}`;
      return Buffer.from(request(`"attributes":[{"key":"k","value":${value}}]`));
    }
    case 2:
      return Buffer.from(request(`"unknown":${"[".repeat(depth)}${"]".repeat(depth)}`));
    default:
      return Buffer.from(random.pick(["[", '{"a":', '{"resourceSpans":[']).repeat(depth));
  }
};
