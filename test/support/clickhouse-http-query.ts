/** What an HTTP request to ClickHouse means for the embedded engine. */
export interface EmbeddedQuery {
  readonly sql: string;
  /** Of the result. */
  readonly format: string;
  /** The data of an INSERT, to be put into the file that the SQL reads. */
  readonly bodyInFile?: Uint8Array;
}

/** Parameters of the URL that are no settings, or settings of the HTTP interface itself. */
const NOT_SETTINGS =
  /^(?:query|query_id|database|default_format|session_id|wait_end_of_query|role|param_.*|http_.*|send_progress_.*|enable_http_compression|cancel_http_.*)$/;

/**
 * Translates: the query is in the URL when the body is data, else in the body; `param_x` are parameters;
 * what is left in the URL are settings; the format of the result is the end of the query.
 */
export function toEmbeddedQuery(
  url: URLSearchParams,
  body: Uint8Array,
  bodyFile: string,
): EmbeddedQuery {
  const inUrl = url.get("query");
  const text = withParameters((inUrl ?? Buffer.from(body).toString()).trim(), url);
  const settings = settingsClause(url);
  if (inUrl === null) {
    const [, sql = text, format] = /^([\s\S]*?)\s+FORMAT\s+(\w+)\s*$/.exec(text) ?? [];
    return { sql: withSettings(sql, settings), format: format ?? "TabSeparated" };
  }
  const file = `FROM file('${bodyFile}', 'Native'`;
  const sql = text.includes("FROM input(")
    ? text.replace(/ FORMAT Native$/, "").replace("FROM input(", `${file}, `)
    : text.replace(/\((.*)\) FORMAT Native$/, `($1) SELECT $1 ${file})`);
  return { sql: withSettings(sql, settings), format: "Null", bodyInFile: body };
}

/** Settings stand before the SELECT of an INSERT and at the end of a SELECT; other statements have none. */
function withSettings(sql: string, settings: string): string {
  if (/^(?:CREATE|ALTER|DROP|KILL)\b/.test(sql)) return sql;
  if (/^INSERT\b/.test(sql)) return sql.replace(/\) SELECT /, `) ${settings} SELECT `);
  return `${sql} ${settings}`;
}

function settingsClause(url: URLSearchParams): string {
  const pairs = [...url].filter(([name]) => !NOT_SETTINGS.test(name));
  if (pairs.length === 0) return "";
  return `SETTINGS ${pairs.map(([name, value]) => `${name} = ${quoted(value)}`).join(", ")}`;
}

/** The server reads the text of a parameter as it would read it from tab-separated values. */
function withParameters(sql: string, url: URLSearchParams): string {
  return sql.replace(/\{(\w+):([^{}]+)\}/g, (_, name: string, type: string) => {
    const value = url.get(`param_${name}`);
    if (value === null)
      throw new Error(`Code: 456. DB::Exception: Substitution ${name} is not set.`);
    return `CAST(${quoted(unescaped(value))}, '${type}')`;
  });
}

const ESCAPES: Readonly<Record<string, string>> = {
  t: "\t",
  n: "\n",
  r: "\r",
  b: "\b",
  f: "\f",
  0: "\0",
};

function unescaped(value: string): string {
  return value.replace(/\\(.)/gs, (_, char: string) => ESCAPES[char] ?? char);
}

function quoted(text: string): string {
  return `'${text.replace(/[\\']/g, "\\$&").replaceAll("\0", "\\0")}'`;
}
