import { posix } from "node:path";

/** Names that become a place for everything. */
const BANNED = /^(utils?|helpers?|common|misc|shared|types|manager|constants|stuff)$/i;
const KEBAB_CASE = /^[a-z0-9]+(-[a-z0-9]+)*$/;
const PASCAL_CASE = /^[A-Z][A-Za-z0-9]*$/;
/** Files whose names tools or readers expect as they are. */
const GIVEN_NAMES = /^([A-Z]+\.md|LICENSE|Dockerfile)$/;
/** Error pages are named after their codes, decisions begin with their number. */
const OTHER_SCHEMES = /^docs\/errors\/[A-Z_]+\.md$/;

/** Files and folders are kebab-case, React components PascalCase.tsx with their styles beside them. */
export function nameBreaches(paths: readonly string[]): readonly string[] {
  const folders = new Set(paths.flatMap((path) => path.split("/").slice(0, -1)));
  return [
    ...paths.map(whyNotFile).filter((why) => why !== undefined),
    ...[...folders].map(whyNotFolder).filter((why) => why !== undefined),
  ];
}

function whyNotFile(path: string): string | undefined {
  const name = posix.basename(path);
  if (name.startsWith(".") || GIVEN_NAMES.test(name) || OTHER_SCHEMES.test(path)) return undefined;
  const stem = name.split(".", 1)[0]!;
  if (BANNED.test(stem)) return `${path}: "${stem}" does not say what is inside`;
  if (KEBAB_CASE.test(stem)) return undefined;
  const isComponent = /^ui\/.*\.(tsx|css)$/.test(path) && PASCAL_CASE.test(stem);
  return isComponent ? undefined : `${path}: file names are kebab-case`;
}

function whyNotFolder(name: string): string | undefined {
  if (BANNED.test(name)) return `folder ${name}: does not say what is inside`;
  if (/^(\.[a-z]+|__snapshots__|__screenshots__)$/.test(name) || KEBAB_CASE.test(name)) {
    return undefined;
  }
  return `folder ${name}: folder names are kebab-case`;
}
