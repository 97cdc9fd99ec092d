import ts from "typescript";

/** Properties and attributes whose text is for machines. */
const NOT_SAID =
  /^(className|class|type|role|rel|key|id|htmlFor|to|href|src|d|viewBox|fill|stroke|points|transform|style|font|inputMode|autoComplete|aria-(live|sort|haspopup|current|relevant|describedby|labelledby|controls|owns|activedescendant))$/;
/** Names of keys, of products, of events' types, of headers and the like: with a capital, but in no language. */
const NAMES =
  /^(Arrow(Up|Down|Left|Right)|Enter|Escape|Tab|Home|End|Page(Up|Down)|Backspace|Delete|Space|Esc|(Ctrl|Shift|Alt) .|Spanhouse|HTTP|UTC|Files|AbortError|NotFoundError|QuotaExceededError|GET|POST)$/;
const WORD = /\p{L}{2}/u;
/** Units are the same in every language. */
const UNITS = /\b(?:ns|µs|ms|min|[KMG]iB)\b/gu;
/** Two words in a row, or one that starts with a capital and has none inside, as names in code do. */
const SENTENCE = /\p{L}{2,} \p{L}+|^\p{Lu}\p{Ll}+(?!\p{L})/u;

/**
 * Texts of a page that stand in its code instead of among the texts of `ui/src/texts`, where they have an id:
 * `line: text`. Text between tags, attributes with words, and literals that look like words that are said.
 */
export function unnamedTexts(path: string, source: string): readonly string[] {
  const kind = path.endsWith(".tsx") ? ts.ScriptKind.TSX : ts.ScriptKind.TS;
  const tree = ts.createSourceFile(path, source, ts.ScriptTarget.Latest, true, kind);
  const found: string[] = [];
  const report = (node: ts.Node, text: string): void => {
    const { line } = tree.getLineAndCharacterOfPosition(node.getStart(tree));
    found.push(`${path}:${line + 1}: ${text.trim()}`);
  };
  const visit = (node: ts.Node): void => {
    if (ts.isImportDeclaration(node) || ts.isLiteralTypeNode(node)) return;
    if (isNotSaid(node)) return;
    if (isLookingFor(node)) {
      visit(node.expression);
      return;
    }
    if (ts.isJsxText(node)) {
      if (WORD.test(node.text) && !NAMES.test(node.text.trim())) report(node, node.text);
    } else if (ts.isStringLiteral(node) || ts.isNoSubstitutionTemplateLiteral(node)) {
      const isSaid = SENTENCE.test(node.text) && !NAMES.test(node.text) && !isCode(node.text);
      if (isSaid) report(node, node.text);
    } else if (ts.isTemplateExpression(node)) {
      const text = [node.head.text, ...node.templateSpans.map(({ literal }) => literal.text)];
      // A value stands for a word: `${count} spans`.
      const parts = text.map((part) => part.replaceAll(UNITS, ""));
      const words = parts.join("").trim();
      const isSaid = WORD.test(words) && !NAMES.test(words);
      if (isSaid && SENTENCE.test(parts.join("xx"))) report(node, text.join("…"));
    }
    ts.forEachChild(node, visit);
  };
  visit(tree);
  return found;
}

/** Texts of a page have no line breaks; what has some is to be copied to a terminal or a file. */
function isCode(text: string): boolean {
  return text.includes("\n");
}

/** An attribute or a property for machines; what a program throws at its own mistakes is not said, an ApiError is. */
function isNotSaid(node: ts.Node): boolean {
  // The name of a command is said, that of an element is not.
  if (ts.isJsxAttribute(node)) return nameOf(node) === "name" || NOT_SAID.test(nameOf(node));
  if (ts.isPropertyAssignment(node)) return NOT_SAID.test(nameOf(node));
  if (ts.isBinaryExpression(node) && ts.isPropertyAccessExpression(node.left)) {
    return NOT_SAID.test(nameOf(node.left));
  }
  return ts.isNewExpression(node) && /(?<!Api)Error$/.test(node.expression.getText());
}

/** `said.includes("what is looked for")`: the program reads that text, people do not. */
function isLookingFor(node: ts.Node): node is ts.CallExpression {
  return (
    ts.isCallExpression(node) &&
    ts.isPropertyAccessExpression(node.expression) &&
    /^(includes|startsWith|endsWith|indexOf)$/.test(nameOf(node.expression))
  );
}

function nameOf({ name }: { readonly name: ts.Node }): string {
  return name.getText();
}

/** Names of texts in a file of `ui/src/texts`: the properties of what is given to `defineTexts`. */
export function namesOfTexts(source: string): readonly string[] {
  const tree = ts.createSourceFile("texts.tsx", source, ts.ScriptTarget.Latest, true);
  const names: string[] = [];
  const visit = (node: ts.Node): void => {
    if (ts.isCallExpression(node) && node.expression.getText(tree) === "defineTexts") {
      const english = node.arguments[1];
      if (english !== undefined && ts.isObjectLiteralExpression(english)) {
        for (const { name } of english.properties) names.push(name?.getText(tree) ?? "…");
      }
    }
    ts.forEachChild(node, visit);
  };
  visit(tree);
  return names;
}
