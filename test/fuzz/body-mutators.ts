import { flipBits, noise, scatter, splice, truncate, type ByteMutator } from "./byte-mutators.ts";
import { changeTokens, nestDeepJson } from "./json-mutators.ts";
import {
  changeTag,
  claimHugeLength,
  lieAboutLength,
  nestDeep,
  repeatField,
} from "./protobuf-mutators.ts";
import type { Format } from "./seed-requests.ts";

type NamedMutator = readonly [name: string, mutate: ByteMutator];

const ANY_FORMAT: readonly NamedMutator[] = [
  ["untouched", (bytes) => bytes],
  ["flipped bits", flipBits],
  ["cut short", truncate],
  ["spliced", splice],
  ["scattered bytes", scatter],
  ["noise", noise],
];

const PROTOBUF: readonly NamedMutator[] = [
  ...ANY_FORMAT,
  ["lying length", lieAboutLength],
  ["huge length", claimHugeLength],
  ["changed tag", changeTag],
  ["repeated field", repeatField],
  ["deep nesting", nestDeep],
];

const JSON_MUTATORS: readonly NamedMutator[] = [
  ...ANY_FORMAT,
  ["changed tokens", changeTokens],
  ["more changed tokens", (bytes, random) => changeTokens(changeTokens(bytes, random), random)],
  ["deep nesting", nestDeepJson],
];

/** What can be done to the body of a request in this format. */
export function bodyMutators(format: Format): readonly NamedMutator[] {
  return format === "protobuf" ? PROTOBUF : JSON_MUTATORS;
}
