import { cloneElement, isValidElement, type ReactElement, type ReactNode } from "react";
import type { Language, Text, Texts } from "./define-texts.ts";

/**
 * English with accents and longer vowels: `Šééààřçĥ`. Whoever translates sees with it what has no id (it stays
 * plain) and what has no room for the longer words of other languages. `en-XA` is its usual name.
 */
export const pseudoLanguage: Language = {
  tag: "en-XA",
  translate: <Area extends Texts>(_area: string, english: Area) =>
    Object.fromEntries(
      Object.entries(english).map(([name, text]) => [name, accented(text)]),
    ) as Partial<Area>,
};

const ACCENTS: Readonly<Record<string, string>> = {
  ...{ a: "àà", b: "ƀ", c: "ç", d: "đ", e: "éé", f: "ƒ", g: "ğ", h: "ĥ", i: "ïï", j: "ĵ", k: "ķ" },
  ...{ l: "ļ", m: "ɱ", n: "ñ", o: "öö", p: "þ", q: "ɋ", r: "ř", s: "š", t: "ţ", u: "üü", v: "ṽ" },
  ...{ w: "ŵ", x: "ẋ", y: "ý", z: "ž", A: "À", B: "Ɓ", C: "Ç", D: "Ð", E: "É", F: "Ƒ", G: "Ğ" },
  ...{ H: "Ĥ", I: "Ï", J: "Ĵ", K: "Ķ", L: "Ļ", M: "Ṁ", N: "Ñ", O: "Ö", P: "Þ", Q: "Ɋ", R: "Ř" },
  ...{ S: "Š", T: "Ţ", U: "Ü", V: "Ṽ", W: "Ŵ", X: "Ẋ", Y: "Ý", Z: "Ž" },
};

/** What stands in these is typed as it is, in every language. */
const TYPED: readonly unknown[] = ["code", "kbd"];

function accented(text: Text): Text {
  if (typeof text === "string") return accent(text);
  return (...values: never) => accentNode(text(...values));
}

function accent(text: string): string {
  return text.replace(/[A-Za-z]/g, (letter) => ACCENTS[letter] ?? letter);
}

function accentNode(node: ReactNode): ReactNode {
  if (typeof node === "string") return accent(node);
  if (Array.isArray(node)) return node.map((each: ReactNode) => accentNode(each));
  if (!isValidElement(node) || TYPED.includes(node.type)) return node;
  const element = node as ReactElement<{ readonly children?: ReactNode }>;
  const { children } = element.props;
  return children === undefined ? element : cloneElement(element, {}, accentNode(children));
}
