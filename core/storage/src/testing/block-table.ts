import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Session } from "chdb";
import { SPAN_COLUMNS } from "../schema/span-columns.ts";
import { EXPECTED_SELECT, type ExpectedRow } from "./expected-row.ts";

const NAMES = SPAN_COLUMNS.map(({ name }) => `\`${name}\``).join(", ");

/** For tests only: real chDB, with a table of SPAN_COLUMNS that blocks are inserted into. */
export class BlockTable {
  readonly #folder = mkdtempSync(join(tmpdir(), "spanhouse-block-"));
  readonly #session = new Session(join(this.#folder, "store"));
  #tables = 0;

  /** The rows of the given Native bytes after an insert into an empty table, in order. */
  async load(...chunks: readonly Uint8Array[]): Promise<ExpectedRow[]> {
    await this.#insert(chunks);
    const columns = Object.entries(EXPECTED_SELECT).map(([name, sql]) => `${sql} AS \`${name}\``);
    return await this.select(`SELECT ${columns.join(", ")} FROM default.spans`);
  }

  /** Like `load`, with a query of the test's own on `default.spans`. */
  async loadAndSelect(sql: string, ...chunks: readonly Uint8Array[]): Promise<ExpectedRow[]> {
    await this.#insert(chunks);
    return await this.select(sql);
  }

  /** Rows of a query on the file that was loaded last, which has the request keys as well. */
  async selectFromFile(select: string): Promise<ExpectedRow[]> {
    return await this.select(`SELECT ${select} FROM file('${this.#path()}', 'Native')`);
  }

  async select(sql: string): Promise<ExpectedRow[]> {
    const settings =
      "SETTINGS output_format_json_quote_64bit_integers = 1, output_format_json_named_tuples_as_objects = 0, enable_analyzer = 1, prefer_column_name_to_alias = 1";
    const result = await this.#session.queryAsync(`${sql} ${settings}`, { format: "JSONEachRow" });
    return result
      .text()
      .split("\n")
      .filter((line) => line !== "")
      .map((line) => JSON.parse(line) as ExpectedRow);
  }

  close(): void {
    this.#session.close();
    rmSync(this.#folder, { recursive: true, force: true });
  }

  async #insert(chunks: readonly Uint8Array[]): Promise<void> {
    this.#tables++;
    writeFileSync(this.#path(), Buffer.concat(chunks));
    const columns = SPAN_COLUMNS.map(({ name, type }) => `\`${name}\` ${type}`).join(", ");
    await this.#session.queryAsync("DROP TABLE IF EXISTS default.spans SYNC");
    await this.#session.queryAsync(
      `CREATE TABLE default.spans (${columns}) ENGINE = MergeTree ORDER BY tuple()`,
    );
    await this.#session.queryAsync(
      `INSERT INTO default.spans (${NAMES}) SELECT ${NAMES} FROM file('${this.#path()}', 'Native') SETTINGS max_threads = 1`,
    );
  }

  #path(): string {
    return join(this.#folder, `${this.#tables}.native`);
  }
}
