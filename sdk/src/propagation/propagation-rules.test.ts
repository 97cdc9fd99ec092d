import { createServer, request, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import {
  defaultTextMapGetter,
  defaultTextMapSetter,
  propagation,
  ROOT_CONTEXT,
  trace,
} from "@opentelemetry/api";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { makePropagator } from "./make-propagator.ts";

// Each rule is held over real HTTP: a client sends headers as they stand here, a server reads the trace from what
// Node made of them, and answers what it would send on as the next hop.

const ID = "0af7651916cd43dd8448eb211c80319c";
const SPAN = "b7ad6b7169203331";
const PARENT = `00-${ID}-${SPAN}-01`;

type Headers = readonly (readonly [string, string])[];
interface Hop {
  readonly traceId?: string;
  readonly spanId?: string;
  readonly sampled?: boolean;
  readonly baggage: Readonly<Record<string, string>>;
  readonly next: Readonly<Record<string, string>>;
}

let server: Server;
let propagators: string;
beforeAll(async () => {
  server = createServer((incoming, answer) => {
    const propagator = makePropagator({ OTEL_PROPAGATORS: propagators });
    const found = propagator.extract(ROOT_CONTEXT, incoming.headers, defaultTextMapGetter);
    const span = trace.getSpanContext(found);
    const next = {};
    propagator.inject(found, next, defaultTextMapSetter);
    const entries = propagation.getBaggage(found)?.getAllEntries() ?? [];
    const baggage = Object.fromEntries(entries.map(([key, { value }]) => [key, value]));
    const { traceId, spanId } = span ?? {};
    const sampled = span && span.traceFlags === 1;
    answer.end(JSON.stringify({ traceId, spanId, sampled, baggage, next }));
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
});
afterAll(() => server.close());

async function hop(headers: Headers, wanted = ""): Promise<Hop> {
  propagators = wanted;
  const { port } = server.address() as AddressInfo;
  const text = await new Promise<string>((resolve, reject) => {
    const raw = ["host", "next-hop", ...headers.flat()];
    const sent = request({ port, host: "127.0.0.1", headers: raw }, (answer) => {
      let body = "";
      answer.on("data", (chunk: Buffer) => (body += chunk.toString()));
      answer.on("end", () => resolve(body));
    });
    sent.on("error", reject).end();
  });
  return JSON.parse(text) as Hop;
}

const withParent = (value: string): Promise<Hop> => hop([["traceparent", value]]);
const withState = (...values: string[]): Promise<Hop> =>
  hop([["traceparent", PARENT], ...values.map((value) => ["tracestate", value] as const)]);
const withBaggage = (...values: string[]): Promise<Hop> =>
  hop(values.map((value) => ["baggage", value] as const));

describe("traceparent", () => {
  it("goes on with trace, parent and sampled flag", async () => {
    expect(await withParent(PARENT)).toMatchObject({ traceId: ID, spanId: SPAN, sampled: true });
    expect(await withParent(`00-${ID}-${SPAN}-00`)).toMatchObject({ traceId: ID, sampled: false });
  });
  it("is found whatever the case of its name, and white space around its value", async () => {
    expect((await hop([["TraceParent", `  ${PARENT} `]])).traceId).toBe(ID);
  });
  it.each([
    ["comes twice, alike", [PARENT, PARENT]],
    ["comes twice, different", [PARENT, PARENT.replace("0af", "1af")]],
  ])("is not valid when it %s", async (_case, values) => {
    const headers = values.map((value) => ["traceparent", value] as const);
    expect((await hop(headers)).traceId).toBeUndefined();
  });
  it.each([
    ["is empty", ""],
    ["has an upper-case trace id", PARENT.toUpperCase()],
    ["has a trace id of zeros", `00-${"0".repeat(32)}-${SPAN}-01`],
    ["has a parent of zeros", `00-${ID}-${"0".repeat(16)}-01`],
    ["has a short trace id", `00-${ID.slice(1)}-${SPAN}-01`],
    ["has a long parent", `00-${ID}-${SPAN}0-01`],
    ["has digits that are none", `00-${ID.replace("0", "g")}-${SPAN}-01`],
    ["has flags of one digit", `00-${ID}-${SPAN}-1`],
    ["has the version ff", `ff-${ID}-${SPAN}-01`],
    ["has a version of one digit", `0-${ID}-${SPAN}-01`],
    ["goes on behind version 00", `${PARENT}-what`],
    ["goes on behind version 00 by a dash alone", `${PARENT}-`],
    ["goes on behind a later version without a dash", `cc-${ID}-${SPAN}-01.what`],
    ["is much too long", `${PARENT}${"0".repeat(5_000)}`],
  ])("is not valid when it %s", async (_case, value) => {
    const { traceId, next } = await withParent(value);
    expect(traceId).toBeUndefined();
    expect(next).toEqual({});
  });
  it("of a later version is read as far as it is known, and sent on as version 00", async () => {
    for (const value of [`cc-${ID}-${SPAN}-01`, `cc-${ID}-${SPAN}-01-what-ever`]) {
      const { traceId, next } = await withParent(value);
      expect(traceId).toBe(ID);
      expect(next["traceparent"]).toBe(PARENT);
    }
  });
  it("sends the random flag on when it came, and does not invent it", async () => {
    expect((await withParent(`00-${ID}-${SPAN}-03`)).next["traceparent"]).toMatch(/-03$/);
    expect((await withParent(`00-${ID}-${SPAN}-02`)).next["traceparent"]).toMatch(/-02$/);
    expect((await withParent(PARENT)).next["traceparent"]).toMatch(/-01$/);
  });
  it("sets flags that it does not know to zero", async () => {
    expect((await withParent(`00-${ID}-${SPAN}-ff`)).next["traceparent"]).toMatch(/-03$/);
    expect((await withParent(`00-${ID}-${SPAN}-fc`)).next["traceparent"]).toMatch(/-00$/);
  });
  it("has the random flag when the trace begins here", () => {
    const carrier: Record<string, string> = {};
    const span = { traceId: ID, spanId: SPAN, traceFlags: 1 };
    const here = trace.setSpanContext(ROOT_CONTEXT, span);
    makePropagator({}).inject(here, carrier, defaultTextMapSetter);
    expect(carrier["traceparent"]).toBe(`00-${ID}-${SPAN}-03`);
  });
});

describe("tracestate", () => {
  const sentOn = async (...values: string[]): Promise<string | undefined> =>
    (await withState(...values)).next["tracestate"];

  it("is sent on in its order", async () => {
    expect(await sentOn("foo=1,bar=2")).toBe("foo=1,bar=2");
  });
  it("is left out when traceparent is not valid", async () => {
    const headers: Headers = [
      ["traceparent", "nonsense"],
      ["tracestate", "foo=1"],
    ];
    expect((await hop(headers)).next).toEqual({});
  });
  it("is one list when it comes in several headers", async () => {
    expect(await sentOn("foo=1", "bar=2", "baz=3")).toBe("foo=1,bar=2,baz=3");
  });
  it("may have empty members and white space around members", async () => {
    expect(await sentOn("foo=1 \t , \t bar=2,, ,baz=3")).toBe("foo=1,bar=2,baz=3");
    expect(await sentOn("")).toBeUndefined();
  });
  it("keeps the first member of a key that comes twice", async () => {
    expect(await sentOn("foo=1,bar=2,foo=3")).toBe("foo=1,bar=2");
  });
  it("has 32 members at most, and is left out whole beyond", async () => {
    const members = (count: number): string =>
      Array.from({ length: count }, (_, at) => `k${at}=1`).join(",");
    expect(await sentOn(members(32))).toBe(members(32));
    expect(await sentOn(members(33))).toBeUndefined();
  });
  it.each([
    ["a key with a capital", "Foo=1"],
    ["a key with a space", "foo bar=1"],
    ["a key with a dot", "foo.bar=1"],
    ["an empty key", "=1"],
    ["a key of 257 characters", `${"k".repeat(257)}=1`],
    ["a member without an equals sign", "foo"],
    ["an empty value", "foo="],
    ["a value with an equals sign", "foo=1=2"],
    ["a value of 257 characters", `foo=${"v".repeat(257)}`],
    ["a value outside of ASCII", "foo=\u00e9"],
  ])("is left out whole for %s, and the trace goes on", async (_case, value) => {
    const { traceId, next } = await withState(`ok=1,${value}`);
    expect(traceId).toBe(ID);
    expect(next["tracestate"]).toBeUndefined();
  });
  it.each([
    ["a digit in front", "1foo=1"],
    ["all that may be in a key", "a_-*/@0=1"],
    ["a tenant and a system", "tenant@system=1"],
    ["a key of 256 characters", `${"k".repeat(256)}=1`],
    ["a value of 256 characters", `foo=${"v".repeat(256)}`],
    ["spaces inside a value", "foo=a  b"],
    ["all that may be in a value", "foo=!\"#$%&'()*+-./:;<>?@[\\]^_`{|}~"],
  ])("may have %s", async (_case, value) => {
    expect(await sentOn(value)).toBe(value);
  });
  it("is cut to 512 characters by whole members: large ones first, then from the end", async () => {
    const large = `large=${"v".repeat(200)}`;
    const small = Array.from({ length: 20 }, (_, at) => `key${at + 10}=${"v".repeat(14)}`);
    const found = await sentOn([large, ...small].join(","));
    expect(found).toBe(small.join(","));
    const many = Array.from({ length: 30 }, (_, at) => `key${at + 10}=${"v".repeat(20)}`);
    const cut = (await sentOn(many.join(",")))!.split(",");
    expect(cut).toEqual(many.slice(0, cut.length));
    expect(cut.join(",").length).toBeLessThanOrEqual(512);
    expect([...cut, many[cut.length]].join(",").length).toBeGreaterThan(512);
  });
});

describe("baggage", () => {
  it("is read and sent on, with its properties", async () => {
    const { baggage, next } = await withBaggage("user=ann, plan = gold ;ttl=60; x");
    expect(baggage).toEqual({ user: "ann", plan: "gold" });
    expect(next["baggage"]).toBe("user=ann,plan=gold;ttl=60;x");
  });
  it("is one list when it comes in several headers", async () => {
    expect((await withBaggage("a=1", "b=2")).baggage).toEqual({ a: "1", b: "2" });
  });
  it("is sent on without any trace", async () => {
    expect((await withBaggage("a=1")).next).toEqual({ baggage: "a=1" });
  });
  it("decodes values, not keys, and encodes them again", async () => {
    const { baggage, next } = await withBaggage("a%20b=x%20%C3%A9%2C%3B%25");
    expect(baggage).toEqual({ "a%20b": "x \u00e9,;%" });
    expect(next["baggage"]).toBe("a%20b=x%20%C3%A9%2C%3B%25");
  });
  it("replaces bytes that are not UTF-8, and leaves a lone percent sign", async () => {
    expect((await withBaggage("a=%FF,b=50%,c=%zz")).baggage).toEqual({
      a: "\ufffd",
      b: "50%",
      c: "%zz",
    });
  });
  it("may have empty values, and equals signs in them", async () => {
    expect((await withBaggage("a=,b=x=y==")).baggage).toEqual({ a: "", b: "x=y==" });
  });
  it("leaves out members that break its rules, and no others", async () => {
    const broken = ["nothing", "=1", "a b=1", "c=a b", 'd="x"', "e=x\\y"];
    expect((await withBaggage(["ok=1", ...broken, "too=2"].join(","))).baggage).toEqual({
      ok: "1",
      too: "2",
    });
  });
  it("has 64 members at most; others are left out", async () => {
    const members = Array.from({ length: 70 }, (_, at) => `k${at}=v`);
    expect((await withBaggage(members.join(","))).next["baggage"]).toBe(
      members.slice(0, 64).join(","),
    );
  });
  it("has 8192 bytes at most; a member that does not fit is left out, not cut", async () => {
    const value = "v".repeat(4_000);
    const { baggage } = await withBaggage(`a=${value},b=${value},c=${value},d=1`);
    expect(Object.keys(baggage)).toEqual(["a", "b", "d"]);
  });
});

describe("other headers", () => {
  const traceOf = async (...headers: Headers): Promise<Hop> => hop(headers);
  it("B3 in one header is read, and W3C's are written", async () => {
    const { traceId, sampled, next } = await traceOf(["b3", `${ID}-${SPAN}-1-05e3ac9a4f6e3b90`]);
    expect({ traceId, sampled }).toEqual({ traceId: ID, sampled: true });
    expect(Object.keys(next)).toEqual(["traceparent"]);
  });
  it.each([
    ["0", false],
    ["1", true],
    ["d", true],
    ["true", true],
    ["false", false],
  ])("B3 in several headers is read, sampled %s", async (sampled, wanted) => {
    const headers: Headers = [
      ["X-B3-TraceId", ID],
      ["X-B3-SpanId", SPAN],
      ["X-B3-Sampled", sampled],
    ];
    expect(await hop(headers)).toMatchObject({ traceId: ID, spanId: SPAN, sampled: wanted });
  });
  it("fills up B3's trace ids of 64 bits, and does not call them random", async () => {
    const { traceId, next } = await traceOf(["b3", `${SPAN}-${SPAN}`]);
    expect(traceId).toBe(`${"0".repeat(16)}${SPAN}`);
    expect(next["traceparent"]).toMatch(/-01$/);
  });
  it.each(["0", "d", "", ID, `${ID}-${"0".repeat(16)}-1`, `${"0".repeat(32)}-${SPAN}-1`])(
    "B3 that names no trace is none: %s",
    async (value) => expect((await traceOf(["b3", value])).traceId).toBeUndefined(),
  );
  it.each([
    [`${ID}:${SPAN}:0:1`, true],
    [`${ID}:${SPAN}:${SPAN}:0`, false],
    [`${ID}:${SPAN}:0:3`, true],
    [`${ID}%3A${SPAN}%3A0%3A1`, true],
  ])("Jaeger's uber-trace-id is read: %s", async (value, sampled) => {
    expect(await traceOf(["uber-trace-id", value])).toMatchObject({
      traceId: ID,
      spanId: SPAN,
      sampled,
    });
  });
  it("fills up Jaeger's short ids", async () => {
    const { traceId, spanId } = await traceOf(["uber-trace-id", "abc:def:0:1"]);
    expect([traceId, spanId]).toEqual(["abc".padStart(32, "0"), "def".padStart(16, "0")]);
  });
  it("reads Jaeger's baggage, and lets W3C's come first", async () => {
    const { baggage } = await traceOf(
      ["uberctx-user", "ann%20b"],
      ["uberctx-plan", "silver"],
      ["baggage", "plan=gold"],
    );
    expect(baggage).toEqual({ user: "ann b", plan: "gold" });
  });
  it("W3C's trace comes before those of others", async () => {
    const other = ID.replace("0af", "fff");
    const { traceId, next } = await traceOf(
      ["b3", `${other}-${SPAN}-0`],
      ["uber-trace-id", `${other}:${SPAN}:0:0`],
      ["traceparent", `00-${ID}-${SPAN}-03`],
    );
    expect(traceId).toBe(ID);
    expect(next["traceparent"]).toBe(`00-${ID}-${SPAN}-03`);
  });
  it("OTEL_PROPAGATORS names what is read and written, and nothing else is", async () => {
    const b3: Headers = [["b3", `${ID}-${SPAN}-1`]];
    expect((await hop(b3, "tracecontext")).traceId).toBeUndefined();
    expect((await hop(b3, "none")).traceId).toBeUndefined();
    expect((await hop(b3, "b3")).next).toEqual({ b3: `${ID}-${SPAN}-1` });
    expect(Object.keys((await hop(b3, "b3multi,jaeger")).next)).toEqual([
      "x-b3-traceid",
      "x-b3-spanid",
      "x-b3-sampled",
      "uber-trace-id",
    ]);
  });
});
