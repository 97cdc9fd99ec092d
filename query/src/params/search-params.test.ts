import { allOf, attributeTextIs, fieldIs } from "@spanhouse/model";
import { describe, expect, it } from "vitest";
import { SEARCH_TAGS_MAX, SEARCH_TRACES_MAX, TRACE_IDS_MAX } from "../limits.ts";
import { parseSearchParams, parseTimeHint, wantsPretty } from "./search-params.ts";

/** Each case is a query string and what it comes to. */

const NOW_MS = 1_767_225_600_000;
const NOW = BigInt(NOW_MS) * 1_000_000n;
const HOUR = 3_600_000_000_000n;

function parse(text: string): ReturnType<typeof parseSearchParams> {
  return parseSearchParams(new URLSearchParams(text), NOW_MS);
}

function searchOf(text: string): unknown {
  const params = parse(text);
  return params.ok ? params.value.search : params.error;
}

it("looks for 100 traces of the last 48 hours when nothing is said", () => {
  expect(parse("")).toEqual({
    ok: true,
    value: {
      search: {
        tenant: "",
        time: { fromUnixNano: NOW - 48n * HOUR, toUnixNano: NOW },
        where: allOf([]),
        order: "newest",
        limit: 100,
      },
      traceIds: [],
      hint: undefined,
      raw: false,
    },
  });
});

it("reads every parameter, and ignores lookback", () => {
  const text =
    "service=web&operation=GET+/&start=1000&end=2000&minDuration=1ms&maxDuration=1.5s&limit=7" +
    "&lookback=nonsense&tag=url:http://a:80&tags=%7B%22http.method%22%3A%22GET%22%7D";
  expect(searchOf(text)).toEqual({
    tenant: "",
    time: { fromUnixNano: 1_000_000n, toUnixNano: 2_000_000n },
    where: allOf([
      fieldIs("service", "=", "web"),
      fieldIs("name", "=", "GET /"),
      attributeTextIs("url", "http://a:80"),
      attributeTextIs("http.method", "GET"),
      fieldIs("duration", ">=", 1_000_000n),
      fieldIs("duration", "<=", 1_500_000_000n),
    ]),
    order: "newest",
    limit: 7,
  });
});

it("asks for fields of the span where a tag stands for one", () => {
  expect(searchOf("tag=error:true&tag=span.kind:server")).toMatchObject({
    where: allOf([fieldIs("status", "=", 2), fieldIs("kind", "=", 2)]),
  });
  expect(searchOf("tag=error:false")).toMatchObject({ where: fieldIs("status", "!=", 2) });
});

it("takes the last value of a tag that is given twice", () => {
  expect(searchOf('tag=a:1&tags={"a":"2"}')).toMatchObject({
    where: attributeTextIs("a", "2"),
  });
});

it("cuts the limit to the largest there is", () => {
  expect(searchOf("limit=2147483647")).toMatchObject({ limit: SEARCH_TRACES_MAX });
});

it("reads trace ids in any form, each once", () => {
  const params = parse("traceID=ab&traceID=AB&traceID=cd");
  expect(params.ok && params.value.traceIds).toEqual([
    "ab".padStart(32, "0"),
    "cd".padStart(32, "0"),
  ]);
});

it.each([
  ["start=x", "unable to parse param 'start': strconv.ParseInt: parsing \"x\": invalid syntax"],
  ["end=1.5", "unable to parse param 'end': strconv.ParseInt: parsing \"1.5\": invalid syntax"],
  [
    "end=9223372036854775808",
    "unable to parse param 'end': strconv.ParseInt: parsing \"9223372036854775808\": value out of range",
  ],
  ["start=2&end=1", "invalid parameter: start time must be before end time"],
  ["limit=x", 'strconv.ParseInt: parsing "x": invalid syntax'],
  ["limit=2147483648", 'strconv.ParseInt: parsing "2147483648": value out of range'],
  ["limit=0", "invalid parameter: limit must be greater than 0"],
  ["limit=-5", "invalid parameter: limit must be greater than 0"],
  ["minDuration=5", "unable to parse param 'minDuration': time: missing unit in duration \"5\""],
  ["minDuration=2s&maxDuration=1s", "'maxDuration' should be greater than 'minDuration'"],
  ["tag=lonely", "malformed 'tag' parameter, expecting key:value, received: lonely"],
  [
    'tags={"a":1}',
    "malformed 'tags' parameter, cannot unmarshal JSON: json: cannot unmarshal number into Go value of type string",
  ],
  [
    'tags={"a":true}',
    "malformed 'tags' parameter, cannot unmarshal JSON: json: cannot unmarshal bool into Go value of type string",
  ],
  [
    "tags=[]",
    "malformed 'tags' parameter, cannot unmarshal JSON: json: cannot unmarshal array into Go value of type map[string]string",
  ],
  ["tags=", "malformed 'tags' parameter, cannot unmarshal JSON: unexpected end of JSON input"],
  ["traceID=xyz", 'cannot parse traceID param: strconv.ParseUint: parsing "xyz": invalid syntax'],
  [
    Array.from({ length: SEARCH_TAGS_MAX + 1 }, (_, index) => `tag=k${index}:v`).join("&"),
    "at most 50 tags can be searched for",
  ],
  [
    Array.from({ length: TRACE_IDS_MAX + 1 }, (_, index) => `traceID=${index}`).join("&"),
    "at most 1500 traces can be read at once",
  ],
  [
    "raw=maybe",
    "unable to parse param 'raw': strconv.ParseBool: parsing \"maybe\": invalid syntax",
  ],
])("refuses %.60s", (text, error) => {
  expect(parse(text)).toEqual({ ok: false, error });
});

it.each([
  ["minDuration=0s&maxDuration=1s"],
  ["start=-9223372036854775808&end=9223372036854775807"],
  ["start=&end=&limit=&minDuration=&raw="],
  ["tags=null"],
])("takes %s", (text) => {
  expect(parse(text).ok).toBe(true);
});

describe("parseTimeHint", () => {
  it("is nothing when neither time is given", () => {
    expect(parseTimeHint(new URLSearchParams())).toEqual({ ok: true, value: undefined });
  });

  it("is an hour wider than what is given, and open where nothing is", () => {
    const times = new URLSearchParams(`start=${NOW / 1000n}`);
    expect(parseTimeHint(times)).toEqual({
      ok: true,
      value: { fromUnixNano: NOW - HOUR, toUnixNano: 2n ** 64n - 1n },
    });
  });
});

it.each([
  ["", false],
  ["prettyPrint=", false],
  ["prettyPrint=false", false],
  ["prettyPrint=true", true],
  ["prettyPrint=0", true],
])("%j asks for indentation: %s", (text, pretty) => {
  expect(wantsPretty(new URLSearchParams(text))).toBe(pretty);
});
