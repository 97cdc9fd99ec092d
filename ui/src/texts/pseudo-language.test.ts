import { createElement } from "react";
import { expect, it } from "vitest";
import { defineTexts } from "./define-texts.ts";
import { pseudoLanguage } from "./pseudo-language.ts";

const english = defineTexts("area", {
  plain: "Search",
  counted: (count: number) => `${count} spans`,
  rich: (name: string) => createElement("p", null, "Open ", createElement("b", null, name), 1),
  typed: () => createElement("p", null, "at ", createElement("code", null, "/trace/")),
});

it("accents texts, what is made of values, and what is inside of elements, but for code", () => {
  const { plain, counted, rich, typed } = pseudoLanguage.translate("area", english);
  expect(plain).toBe("Šééààřçĥ");
  expect(counted?.(3)).toBe("3 šþààñš");
  expect(rich?.("it")).toEqual(
    createElement("p", {}, ["Öþééñ ", createElement("b", {}, "ïïţ"), 1]),
  );
  expect(typed?.()).toEqual(
    createElement("p", {}, ["ààţ ", createElement("code", null, "/trace/")]),
  );
});

it("leaves texts as they are when nothing else is spoken", () => {
  expect(english.plain).toBe("Search");
});
