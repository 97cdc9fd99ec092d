import { flipBits, noise, scatter, splice, truncate, type ByteMutator } from "./byte-mutators.ts";
import { changeTokens, nestDeepJson } from "./json-mutators.ts";
import {
  changeTag,
  claimHugeLength,
  lieAboutLength,
  nestDeep,
  repeatField,
} from "./protobuf-mutators.ts";
import { nestDeepThrift } from "./thrift-mutators.ts";
import type { WireFormat } from "./wire-formats.ts";

type NamedMutator = readonly [name: string, mutate: ByteMutator];

const ANY_FORMAT: readonly NamedMutator[] = [
  ["untouched", (bytes) => bytes],
  ["flipped bits", flipBits],
  ["cut short", truncate],
  ["spliced", splice],
  ["scattered bytes", scatter],
  ["noise", noise],
];

const MUTATORS: Readonly<Record<WireFormat["family"], readonly NamedMutator[]>> = {
  protobuf: [
    ...ANY_FORMAT,
    ["lying length", lieAboutLength],
    ["huge length", claimHugeLength],
    ["changed tag", changeTag],
    ["repeated field", repeatField],
    ["deep nesting", nestDeep],
  ],
  json: [
    ...ANY_FORMAT,
    ["changed tokens", changeTokens],
    ["more changed tokens", (bytes, random) => changeTokens(changeTokens(bytes, random), random)],
    ["deep nesting", nestDeepJson],
  ],
  thriftBinary: [...ANY_FORMAT, ["deep nesting", nestDeepThrift("thriftBinary")]],
  thriftCompact: [...ANY_FORMAT, ["deep nesting", nestDeepThrift("thriftCompact")]],
};

/** What can be done to the bytes of a request of this family; Thrift's own is `damageThrift`. */
export function bodyMutators(family: WireFormat["family"]): readonly NamedMutator[] {
  return MUTATORS[family];
}
