/** HTML that is safe to send. Only the tag below makes it. */
export class Html {
  readonly text: string;

  constructor(text: string) {
    this.text = text;
  }
}

type Piece = Html | string | number | readonly Html[];

/** A template whose values are escaped, unless they are HTML themselves. */
export function html(parts: TemplateStringsArray, ...values: readonly Piece[]): Html {
  const written = values.map((value) => {
    if (value instanceof Html) return value.text;
    if (typeof value === "object") return value.map(({ text }) => text).join("");
    return escaped(String(value));
  });
  return new Html(String.raw({ raw: parts }, ...written));
}

/** Text with what stands between backticks as code. */
export function prose(text: string): Html {
  const pieces = text.split("`");
  return new Html(
    pieces
      .map((piece, i) => (i % 2 === 0 ? escaped(piece) : `<code>${escaped(piece)}</code>`))
      .join(""),
  );
}

function escaped(text: string): string {
  return text
    .replaceAll("&", "&amp;")
    .replaceAll("<", "&lt;")
    .replaceAll(">", "&gt;")
    .replaceAll('"', "&quot;")
    .replaceAll("'", "&#39;");
}
