import ts from "typescript";
import { isSource, listFiles, readText } from "./repository.ts";

/** What the rules want to know of one source file, read from its syntax tree. */
export interface SourceFile {
  readonly path: string;
  readonly text: string;
  readonly lines: number;
  /** Module names as written, of imports and re-exports, dynamic ones included. */
  readonly imports: readonly string[];
  /** Literal texts: strings, and templates with their placeholders left out. */
  readonly texts: readonly { readonly text: string; readonly line: number }[];
  /** Dotted names as they are used: `process.env`, `console.log`, `it.only`, `fetch`. */
  readonly names: readonly { readonly name: string; readonly line: number }[];
  /** Lines with the type `any`. */
  readonly anys: readonly number[];
}

let cached: readonly SourceFile[] | undefined;

/** Every source file of the repository, parsed once per test process. */
export function sourceFiles(): readonly SourceFile[] {
  cached ??= listFiles()
    .filter(isSource)
    .map((path) => parseSource(path, readText(path)));
  return cached;
}

export function parseSource(path: string, text: string): SourceFile {
  const kind = path.endsWith(".tsx") ? ts.ScriptKind.TSX : ts.ScriptKind.TS;
  const tree = ts.createSourceFile(path, text, ts.ScriptTarget.Latest, true, kind);
  const texts: { text: string; line: number }[] = [];
  const names: { name: string; line: number }[] = [];
  const anys: number[] = [];
  const lineOf = (node: ts.Node): number =>
    tree.getLineAndCharacterOfPosition(node.getStart(tree)).line + 1;

  const visit = (node: ts.Node): void => {
    if (ts.isStringLiteral(node) || ts.isNoSubstitutionTemplateLiteral(node)) {
      texts.push({ text: node.text, line: lineOf(node) });
    } else if (ts.isTemplateExpression(node)) {
      const parts = [node.head.text, ...node.templateSpans.map((span) => span.literal.text)];
      texts.push({ text: parts.join("…"), line: lineOf(node) });
    } else if (ts.isPropertyAccessExpression(node) && ts.isIdentifier(node.expression)) {
      names.push({ name: `${node.expression.text}.${node.name.text}`, line: lineOf(node) });
    } else if (ts.isCallExpression(node) && ts.isIdentifier(node.expression)) {
      names.push({ name: node.expression.text, line: lineOf(node) });
    } else if (ts.isNewExpression(node) && ts.isIdentifier(node.expression)) {
      names.push({ name: node.expression.text, line: lineOf(node) });
    } else if (node.kind === ts.SyntaxKind.AnyKeyword) {
      anys.push(lineOf(node));
    }
    ts.forEachChild(node, visit);
  };
  visit(tree);

  return {
    path,
    text,
    lines: text.split("\n").length - 1,
    imports: ts.preProcessFile(text, true, true).importedFiles.map((file) => file.fileName),
    texts,
    names,
    anys,
  };
}
