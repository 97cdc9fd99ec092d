/** A component of the UI and the style sheet beside it. */
export interface StyledFile {
  readonly path: string;
  /** The component's source. */
  readonly source: string;
  /** The style sheet's source. */
  readonly css: string;
}

/** Classes that a component uses and its style sheet does not have, and the other way round. */
export function classBreaches({ path, source, css }: StyledFile): readonly string[] {
  const used = namesIn(source, /\bstyles\.([A-Za-z]\w*)/g);
  const defined = namesIn(css.replaceAll(/\/\*[^]*?\*\/|"[^"]*"/g, ""), /\.([A-Za-z][\w-]*)/g);
  return [
    ...[...used].filter((name) => !defined.has(name)).map((name) => `${path}: no .${name}`),
    ...[...defined].filter((name) => !used.has(name)).map((name) => `${path}: .${name} is unused`),
  ];
}

function namesIn(text: string, pattern: RegExp): ReadonlySet<string> {
  return new Set([...text.matchAll(pattern)].map((match) => match[1]!));
}
