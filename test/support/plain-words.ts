import type { Page } from "playwright-core";

/**
 * Words of plain Latin letters that a page says in `en-XA`, where all texts with an id have accents: what is seen,
 * what is heard (names of elements), and the title. Code and keys (`<code>`, `<kbd>`) are the same in every language, and
 * what the service says is English and marked so.
 */
export function plainWords(page: Page): Promise<readonly string[]> {
  return page.evaluate(() => {
    const said: string[] = [document.title];
    const names = [
      "aria-label",
      "aria-roledescription",
      "aria-valuetext",
      "title",
      "placeholder",
      "alt",
    ];
    for (const element of document.querySelectorAll("*")) {
      if (element.closest("code, kbd, pre, script, style, noscript, body [lang=en]") !== null)
        continue;
      for (const name of names) said.push(element.getAttribute(name) ?? "");
      for (const node of element.childNodes) {
        if (node.nodeType === Node.TEXT_NODE) said.push(node.textContent ?? "");
      }
    }
    return [...new Set(said.join("\n").match(/\p{L}+/gu))].filter(
      // What has no other letters than these is of an id.
      (word) => /[A-Za-z]{2}/.test(word) && !/^[a-f]+$/.test(word),
    );
  });
}
