import { createElement } from "react";
import { expect, it } from "vitest";
import { defineTexts } from "./define-texts.ts";
import { pseudoLanguage } from "./pseudo-language.ts";

const english = defineTexts("area", {
  plain: "Search",
  counted: (count: number) => `${count} spans`,
  rich: (name: string) => createElement("p", null, "Open ", createElement("b", null, name), 1),
});

it("accents texts, what is made of values, and what is inside of elements", () => {
  const { plain, counted, rich } = pseudoLanguage.translate("area", english);
  expect(plain).toBe("Šééààřçĥ");
  expect(counted?.(3)).toBe("3 šþààñš");
  expect(rich?.("it")).toEqual(
    createElement("p", {}, ["Öþééñ ", createElement("b", {}, "ïïţ"), 1]),
  );
});

it("leaves texts as they are when nothing else is spoken", () => {
  expect(english.plain).toBe("Search");
});
