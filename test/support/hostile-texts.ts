/** What somebody who means harm writes where a parameter is expected. Percent-encoded unless it says otherwise. */

function encoded(texts: readonly string[]): readonly string[] {
  return texts.map(encodeURIComponent);
}

/** SQL that would be seen to work: by rows too many, by a table too few, by time. */
export const SQL_TEXTS: readonly string[] = encoded([
  "' OR 1=1 --",
  "'; DROP TABLE spans; --",
  "\\'; TRUNCATE TABLE spans --",
  "') UNION ALL SELECT * FROM system.tables --",
  '" OR sleep(3) = 0 OR "',
  "` FROM numbers(1e12) /*",
  "{p0:String}{tenant:String}",
  "1) OR sleepEachRow(3) FROM numbers(100)",
]);

/** Numbers that are none, or too large, or too small for what they count. */
export const NUMBER_TEXTS: readonly string[] = encoded([
  ...["-1", "-0", "0", "1.5", "1e308", "-1e308", "1e-400", "NaN", "Infinity", "0x10", "١"],
  ...["2147483648", "9007199254740993", "9223372036854775807", "9223372036854775808"],
  ...["-9223372036854775808", "18446744073709551615", "18446744073709551616", "+1", " 1"],
  ...["9".repeat(100), "9".repeat(5_000), "17999999999999999", "1,2", "1;2"],
]);

/** Durations, times and rows likewise. */
export const TIME_TEXTS: readonly string[] = encoded([
  ...["2562047h", "9999999h", "-1ns", "1ns", "0", "1h".repeat(100), "9e99h", ".s", "1", "0.5s"],
  ...["0000-00-00T00:00:00Z", "0001-01-01T00:00:00Z", "9999-12-31T23:59:59.999999999Z"],
  ...["1600-01-01T00:00:00+23:59", "2025-02-30T25:61:61Z", "+292277026596-12-04T15:30:07Z"],
  ...["0-9999999", "9999998-9999999", "9-1", "-1-5"],
]);

/** Texts that are no Unicode, or names that mean something to JavaScript; not everything decodes. */
export const BYTE_TEXTS: readonly string[] = [
  ...["%ff", "%c3%28", "%ed%a0%80", "%c0%af", "%f4%90%80%80", "%", "%zz", "%00", "%0d%0aX:%20y"],
  ...["%ef%bb%bf", "%e2%80%ae", "%2e%2e%2f%2e%2e%2fetc%2fpasswd", "__proto__", "constructor"],
  ...["toString", "a".repeat(4_000), "%f0%9f%92%a9".repeat(300), "a:b:c", ":", "+++"],
];

/** JSON of which something is wrong, or too much; not encoded. */
export const JSON_TEXTS: readonly string[] = [
  ...["", "{", "null", "[]", '"x"', "1e999", "true", "{}", "[{}]", '{"a":1}', '{"a":[1]}'],
  ...['{"__proto__":"x","constructor":"y"}', '{"a":"1","a":"2"}', '{"a":"\\ud800"}', '{"":""}'],
  ...['{"a":null}', '{"a":1e400}', `{"a":${"9".repeat(2_000)}}`, "[".repeat(8_000)],
  ...[`${'{"a":'.repeat(2_000)}1${"}".repeat(2_000)}`, `[${"1,".repeat(8_000)}1]`],
  JSON.stringify(Object.fromEntries(Array.from({ length: 1_000 }, (_, i) => [`k${i}`, "v"]))),
];

/** Regular expressions that other engines choke on, and some that are none; not encoded. */
export const PATTERNS: readonly string[] = [
  ...["(a+)+$", "(a|a)*b", "(.*)*(.*)*(.*)*x", "^(([a-z])+.)+[A-Z]([a-z])+$", "(?i)(ſ|K)+"],
  ...["a{1000}", "(a{1000}){1000}", "((((a{9}){9}){9}){9}){9}", "a{0,99999}", "x*".repeat(1_500)],
  ...["(?=a)b", "(?<!a)b", "\\1", "(a", "[", "[z-a]", "*", "\\", "(?P<n>a)(?P<n>b)", "\\pN{9}"],
  ...["(".repeat(3_000), "(".repeat(900) + ")".repeat(900), "a|".repeat(4_000), "\u0000", "\ud800"],
  ...["[^\\x00-\\x{10FFFF}]", "(?s:.{1,500}){1,2}", "\\b".repeat(1_000), ".".repeat(5_000)],
];

/** Conditions that a search may have; planning more takes seconds, so tests ask for fewer than the bound. */
const MANY = 40;

const ANY = { attr: { key: "http.route" } };

/** Structured filters that are too deep, too wide, of wrong types or of absurd constants; as JSON. */
export const FILTERS: readonly string[] = [
  ...PATTERNS.map((value) => filter("regex", ANY, { scalar: { value } })),
  ...PATTERNS.map((value) =>
    filter("regex", { field: { level: "span", name: "kind" } }, { scalar: { value } }),
  ),
  ...NUMBER_TEXTS.map((text, index) => {
    const value = decodeURIComponent(text);
    return index % 2 === 0
      ? filter("gt", ANY, { scalar: { value, type: "int" } })
      : filter("lte", ANY, { scalar: { value, type: "double" } });
  }),
  ...TIME_TEXTS.map((text, index) => {
    const scalar = { value: decodeURIComponent(text) };
    return index % 2 === 0
      ? filter("gt", { field: { level: "span", name: "duration" } }, { scalar })
      : filter("lt", { field: { level: "event", name: "time" } }, { scalar });
  }),
  ...SQL_TEXTS.map((text) =>
    filter(
      "eq",
      { attr: { key: decodeURIComponent(text) } },
      { scalar: { value: decodeURIComponent(text) } },
    ),
  ),
  ...JSON_TEXTS,
  nested("not", 40),
  nested("not", 400),
  nested("and", 49),
  `${'{"op":"not","args":[{"call":'.repeat(900)}{"op":"eq"}${"}]}".repeat(900)}`,
  JSON.stringify({ op: "or", args: Array.from({ length: MANY }, (_, i) => condition(`k${i}`)) }),
  JSON.stringify({ op: "and", args: Array.from({ length: 300 }, (_, i) => condition(`k${i}`)) }),
  filter("in", ANY, { list: { values: Array.from({ length: MANY }, (_, i) => `${i}`) } }),
  filter("not_in", ANY, { list: { values: Array.from({ length: 2_000 }, (_, i) => `${i}`) } }),
  filter(
    "some",
    { nested: { level: "event" } },
    { call: { op: "some", args: [{ nested: { level: "event" } }, condition("k")] } },
  ),
  ...['{"op":"__proto__","args":[]}', '{"op":"eq","args":{}}', '{"op":["eq"]}', '{"args":null}'],
  ...['{"op":"eq","args":[1,2]}', '{"op":"exists","args":[{"attr":{"key":7}}]}', '{"op":"and"}'],
];

function filter(op: string, ...args: readonly unknown[]): string {
  return JSON.stringify({ op, args });
}

function condition(key: string): object {
  return { call: { op: "ne", args: [{ attr: { key } }, { scalar: { value: "v" } }] } };
}

function nested(op: string, depth: number): string {
  let call = condition("k");
  for (let level = 1; level < depth; level++) call = { call: { op, args: [call] } };
  return JSON.stringify((call as { readonly call: object }).call);
}
