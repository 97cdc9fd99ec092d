import type { ReactNode } from "react";

/**
 * Every word that the pages say has a name here. An area's texts are one object, and the id of a text is
 * `area.name`: `search.noTraceMatches`. Code reads them as properties, with no ceremony:
 *
 *     import { text } from "../../texts/search.tsx";
 *     <h2>{text.noTraceMatches}</h2>  <p>{text.countedTraces(3)}</p>
 *
 * A text that says values is a function of them, in English and in every other language, so that each
 * words its plurals and its order as it has to, and TypeScript sees that no value is forgotten.
 */
export type Text = string | ((...values: never) => ReactNode);
export type Texts = Readonly<Record<string, Text>>;

export interface Language {
  /** BCP 47, like `de` or `pt-BR`. */
  readonly tag: string;
  /** The texts of an area in this language; those it has not stay English. */
  readonly translate: <Area extends Texts>(area: string, english: Area) => Partial<Area>;
}

const areas = new Map<string, Texts>();
let spoken: Language | undefined;

/**
 * Has everything said in a language, called once before anything is drawn. Areas that were loaded by then change
 * too, so what is loaded with the app reads its texts when it draws and keeps none in a constant.
 */
export function speak(language: Language): void {
  spoken = language;
  document.documentElement.lang = language.tag;
  for (const [area, texts] of areas) Object.assign(texts, language.translate(area, texts));
}

/** The texts of an area, in the language of the page. */
export function defineTexts<Area extends Texts>(area: string, english: Area): Area {
  const texts = spoken === undefined ? english : { ...english, ...spoken.translate(area, english) };
  areas.set(area, texts);
  return texts;
}
