import type { TraceState } from "@opentelemetry/api";
import { TRACE_STATE_CHARACTERS_MAX, TRACE_STATE_MEMBERS_MAX } from "../limits.ts";

type Member = readonly [key: string, value: string];

const KEY = /^[a-z0-9][a-z0-9_\-*/@]{0,255}$/;
/** Printable without comma and equals sign; the last one is no space. */
const VALUE = /^[\x20-\x2b\x2d-\x3c\x3e-\x7e]{0,255}[\x21-\x2b\x2d-\x3c\x3e-\x7e]$/;
/** Members longer than this are the first to go when the whole is too long. */
const LARGE_MEMBER = 128;

/**
 * The header `tracestate` of W3C Trace Context, level 2: what other systems have to say about a trace, the latest first. A member that
 * is set goes to the front, the others stay as they came.
 */
export class W3CTraceState implements TraceState {
  readonly #members: readonly Member[];

  constructor(members: readonly Member[] = []) {
    this.#members = members;
  }

  get(key: string): string | undefined {
    return this.#members.find(([name]) => name === key)?.[1];
  }

  /** A key or value that W3C does not allow changes nothing. Beyond 32 members the oldest goes. */
  set(key: string, value: string): W3CTraceState {
    if (!KEY.test(key) || !VALUE.test(value)) return this;
    const others = this.#members.filter(([name]) => name !== key);
    return new W3CTraceState([[key, value] as const, ...others].slice(0, TRACE_STATE_MEMBERS_MAX));
  }

  unset(key: string): W3CTraceState {
    return new W3CTraceState(this.#members.filter(([name]) => name !== key));
  }

  serialize(): string {
    return fitting(this.#members)
      .map((member) => member.join("="))
      .join(",");
  }
}

/**
 * Undefined when any of it breaks the rules, because then all of it is to be left out. Of a key that comes twice the first
 * counts, which is the later one.
 */
export function parseTraceState(header: string): W3CTraceState | undefined {
  const members = new Map<string, string>();
  let count = 0;
  for (const part of header.split(",")) {
    const text = part.replace(/^[ \t]+|[ \t]+$/g, "");
    if (text === "") continue;
    if (++count > TRACE_STATE_MEMBERS_MAX) return undefined;
    const at = text.indexOf("=");
    const [key, value] = [text.slice(0, at), text.slice(at + 1)];
    if (at < 0 || !KEY.test(key) || !VALUE.test(value)) return undefined;
    if (!members.has(key)) members.set(key, value);
  }
  return members.size === 0 ? undefined : new W3CTraceState([...members]);
}

/** As much as W3C wants to be passed on: whole members; the large ones go first, then those from the end. */
function fitting(members: readonly Member[]): readonly Member[] {
  const kept = [...members];
  let excess = lengthOf(kept) - TRACE_STATE_CHARACTERS_MAX;
  const removeLast = (isWanted: (member: Member) => boolean): boolean => {
    const at = kept.findLastIndex(isWanted);
    const [removed] = at < 0 ? [] : kept.splice(at, 1);
    excess -= removed === undefined ? 0 : lengthOf([removed]) + 1;
    return removed !== undefined;
  };
  while (excess > 0 && removeLast((member) => lengthOf([member]) > LARGE_MEMBER));
  while (excess > 0 && removeLast(() => true));
  return kept;
}

function lengthOf(members: readonly Member[]): number {
  return members.reduce((sum, [key, value]) => sum + key.length + value.length + 2, -1);
}
