/**
 * Names that documents list and code defines. Both ways they are the same set, so that no document is
 * behind and nothing is undocumented.
 */

/** The rows of all tables of a markdown text, as cells without their backticks. */
export function tableRows(text: string): readonly (readonly string[])[] {
  return text
    .split("\n")
    .filter((line) => line.startsWith("|") && !/^\|[\s|:-]+\|$/.test(line))
    .map((line) =>
      line
        .slice(1, -1)
        .split("|")
        .map((cell) => cell.trim().replace(/^`(.*)`$/, "$1")),
    );
}

/** What is on one side only, in words. */
export function differences(
  code: Iterable<string>,
  documented: Iterable<string>,
): readonly string[] {
  const inCode = new Set(code);
  const inDocument = new Set(documented);
  return [
    ...[...inCode].filter((name) => !inDocument.has(name)).map((name) => `${name}: not documented`),
    ...[...inDocument]
      .filter((name) => !inCode.has(name))
      .map((name) => `${name}: not in the code`),
  ];
}
