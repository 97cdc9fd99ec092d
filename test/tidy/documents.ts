import { posix } from "node:path";

export interface Document {
  readonly path: string;
  readonly text: string;
}

/** Lines of a markdown file outside of its code blocks. */
function prose(text: string): string {
  return text.replace(/^(```|~~~)[\s\S]*?^\1/gm, "").replace(/`[^`\n]*`/g, "");
}

/** Every markdown file has exactly one title, on its first line. */
export function titleBreaches(documents: readonly Document[]): readonly string[] {
  return documents.flatMap(({ path, text }) => {
    const titles = prose(text).match(/^# .+$/gm) ?? [];
    if (titles.length !== 1) return [`${path}: ${titles.length} titles, not one`];
    return text.startsWith("# ") ? [] : [`${path}: does not begin with its title`];
  });
}

/** Relative links lead to files or folders of the repository. */
export function deadLinks(
  documents: readonly Document[],
  files: readonly string[],
): readonly string[] {
  const known = new Set(files.flatMap((file) => [file, ...foldersOf(file)]));
  return documents.flatMap(({ path, text }) => {
    const links = [
      ...prose(text).matchAll(/\]\(([^)\s]+)[^)]*\)/g),
      ...text.matchAll(/(?:src|srcset|href)="([^"]+)"/g),
    ];
    return links
      .map((match) => match[1]!.split("#", 1)[0]!)
      .filter((link) => link !== "" && !/^[a-z]+:/.test(link))
      .map((link) => posix.normalize(posix.join(posix.dirname(path), link)).replace(/\/$/, ""))
      .filter((target) => !known.has(target))
      .map((target) => `${path}: dead link to ${target}`);
  });
}

function foldersOf(file: string): readonly string[] {
  const parts = file.split("/").slice(0, -1);
  return parts.map((_, index) => parts.slice(0, index + 1).join("/"));
}
