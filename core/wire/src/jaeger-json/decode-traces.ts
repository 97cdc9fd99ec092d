import type { SpanAppender } from "@spanhouse/model";
import type { DecodeOutcome } from "../decode-outcome.ts";
import { JaegerAppender } from "../jaeger-mapping/jaeger-appender.ts";
import { JaegerBatch } from "../jaeger-mapping/jaeger-batch.ts";
import { JaegerSource } from "../jaeger-mapping/jaeger-source.ts";
import { JsonCursor, JsonTypeError } from "../json/json-cursor.ts";
import { JsonKeys } from "../json/json-keys.ts";
import { checkJson } from "../json/json-syntax.ts";
import { JAEGER_JSON_BATCH_BYTES, REASON_CHARACTERS_MAX } from "../limits.ts";
import { isObject, JaegerJsonBatch } from "./json-batch.ts";

const OBJECT = 0x7b;
const ANSWER_KEYS = new JsonKeys(["data"]);
const TRACE_KEYS = new JsonKeys(["spans", "processes"]);
const SPAN_KEYS = new JsonKeys(["processID", "process"]);
const utf8 = new TextDecoder("utf-8", { ignoreBOM: true });

/**
 * Decodes traces as Jaeger's API and UI write them, and appends their spans: an answer `{"data": [trace, …]}`, one
 * trace `{"spans": […], "processes": {…}}`, or a list of traces. Of a span that has its process in itself, as
 * Jaeger's stores write them, that one counts. Only what the appender throws is thrown.
 */
export function decodeJaegerJson(body: Uint8Array, appender: SpanAppender): DecodeOutcome {
  const syntax = checkJson(body);
  if ("problem" in syntax) {
    return { status: "malformed", reason: `${syntax.problem}, at byte ${syntax.at}` };
  }
  const cursor = new JsonCursor();
  cursor.open(body, syntax);
  try {
    return new TracesDecoder(cursor, appender).decode();
  } catch (error) {
    if (!(error instanceof JsonTypeError)) throw error;
    return { status: "malformed", reason: `${error.message}, at byte ${cursor.at}` };
  }
}

/** Where the spans of one process are in the body: begin and end of each. */
type SpanRanges = number[];

class TracesDecoder {
  readonly #cursor: JsonCursor;
  readonly #appender: SpanAppender;
  readonly #source = new JaegerSource();
  readonly #batch = new JaegerBatch();
  readonly #json = new JaegerJsonBatch(this.#batch, this.#source.start);
  #spans = 0;
  #rejected = 0;
  #reason = "";

  constructor(cursor: JsonCursor, appender: SpanAppender) {
    this.#cursor = cursor;
    this.#appender = appender;
  }

  decode(): DecodeOutcome {
    const cursor = this.#cursor;
    if (cursor.peek() === OBJECT) {
      const { at } = cursor;
      const [data] = cursor.positions(ANSWER_KEYS, "the answer");
      cursor.at = data! < 0 ? at : data!;
      if (data! < 0) this.#trace();
      else this.#traces();
    } else this.#traces();
    const [spans, rejected] = [this.#spans, this.#rejected];
    return { status: "decoded", spans, rejected, reason: this.#reason };
  }

  #traces(): void {
    const cursor = this.#cursor;
    if (!cursor.enterArray("the list of traces")) return;
    do this.#trace();
    while (cursor.more());
  }

  #trace(): void {
    const cursor = this.#cursor;
    const [spansAt = -1, processesAt = -1] = cursor.positions(TRACE_KEYS, "a trace");
    const end = cursor.at;
    let processes: unknown = {};
    if (processesAt >= 0) processes = this.#value(processesAt);
    if (spansAt >= 0) {
      for (const [key, ranges] of this.#spansByProcess(spansAt)) {
        const own: unknown = key.startsWith("{") ? JSON.parse(key) : undefined;
        const known = isObject(processes) ? processes[key] : undefined;
        this.#appendAll(own ?? known, ranges);
      }
    }
    cursor.at = end;
  }

  /** By the id of the process, or by the process itself where a span has it. */
  #spansByProcess(spansAt: number): ReadonlyMap<string, SpanRanges> {
    const cursor = this.#cursor;
    const groups = new Map<string, SpanRanges>();
    cursor.at = spansAt;
    if (!cursor.enterArray("spans")) return groups;
    do {
      cursor.peek();
      const start = cursor.at;
      const [idAt = -1, processAt = -1] = cursor.positions(SPAN_KEYS, "a span");
      const end = cursor.at;
      const process = processAt < 0 ? undefined : this.#value(processAt);
      const id = idAt < 0 ? "" : this.#value(idAt);
      cursor.at = end;
      const key = isObject(process) ? JSON.stringify(process) : typeof id === "string" ? id : "";
      const ranges = groups.get(key);
      if (ranges === undefined) groups.set(key, [start, end]);
      else ranges.push(start, end);
    } while (cursor.more());
    return groups;
  }

  /** Spans are made objects of one by one, and appended when a few megabytes of text have come together. */
  #appendAll(process: unknown, ranges: SpanRanges): void {
    const json = this.#json;
    const begin = () => {
      json.begin();
      json.process(isObject(process) ? process : {});
    };
    begin();
    for (let place = 0; place < ranges.length; place += 2) {
      const span = this.#parse(ranges[place]!, ranges[place + 1]!);
      json.span(isObject(span) ? span : {});
      if (json.body.length < JAEGER_JSON_BATCH_BYTES) continue;
      this.#append();
      begin();
    }
    this.#append();
  }

  #append(): void {
    if (this.#batch.spanCount === 0) return;
    this.#source.load(this.#json.body);
    const appender = new JaegerAppender(this.#batch, this.#source, this.#appender);
    appender.openProcess();
    appender.appendSpans();
    const outcome = appender.outcome();
    if (outcome.status === "malformed") throw new JsonTypeError(outcome.reason);
    this.#spans += outcome.spans;
    this.#rejected += outcome.rejected;
    if (outcome.reason === "") return;
    const reasons = this.#reason === "" ? outcome.reason : `${this.#reason}; ${outcome.reason}`;
    this.#reason = reasons.slice(0, REASON_CHARACTERS_MAX);
  }

  #value(at: number): unknown {
    const cursor = this.#cursor;
    cursor.at = at;
    cursor.skipValue();
    return this.#parse(at, cursor.at);
  }

  /** The syntax has been checked, so this does not throw. */
  #parse(start: number, end: number): unknown {
    return JSON.parse(utf8.decode(this.#cursor.bytes.subarray(start, end)));
  }
}
