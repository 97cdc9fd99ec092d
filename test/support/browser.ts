import { existsSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import chromiumFiles from "@sparticuz/chromium";
import { chromium, type Browser, type BrowserContextOptions, type Page } from "playwright-core";
import { makeOnce } from "./make-once.ts";

/**
 * A real Chromium without anything installed on the machine: the browser and its fonts come in an npm
 * package and are unpacked to the temporary folder by whoever needs them first.
 */

const BINARY = join(tmpdir(), "chromium");
const UNPACKED_MARK = `${BINARY}.unpacked`;
const LOCK = `${BINARY}.lock`;
const FONT_CONFIG = join(tmpdir(), "spanhouse-fonts.conf");
/** Waits of a test end before the test's own clock does, so that it says what it waited for. */
const WAIT_MS_MAX = 10_000;

/** Starts the browser. Whoever starts it closes it. */
export async function launchBrowser(): Promise<Browser> {
  const executablePath = await unpack();
  return chromium.launch({
    executablePath,
    args: ["--no-sandbox", "--no-zygote", "--font-render-hinting=none"],
    env: { ...process.env, FONTCONFIG_FILE: writeFontConfig() },
  });
}

/** The package's one font for text, the machine's for the rest if it has some. */
function writeFontConfig(): string {
  const prefer = (generic: string, family: string): string =>
    `<alias binding="same"><family>${generic}</family><prefer><family>${family}</family></prefer></alias>`;
  const lines = [
    '<?xml version="1.0"?><!DOCTYPE fontconfig SYSTEM "fonts.dtd"><fontconfig>',
    `<dir>${join(tmpdir(), "fonts")}</dir><dir>/usr/share/fonts</dir>`,
    `<cachedir>${join(tmpdir(), "fonts-cache")}</cachedir>`,
    prefer("system-ui", "Open Sans"),
    prefer("sans-serif", "Open Sans"),
    prefer("monospace", "DejaVu Sans Mono"),
    "</fontconfig>",
  ];
  // One file for all: who starts a browser meanwhile reads it whole.
  const writing = `${FONT_CONFIG}.${process.pid}`;
  writeFileSync(writing, lines.join("\n"));
  renameSync(writing, FONT_CONFIG);
  return FONT_CONFIG;
}

/** A page in a fresh profile, with every error of the page gathered: a test ends with none. */
export interface WatchedPage {
  readonly page: Page;
  /** Uncaught errors, console errors (the content security policy's too) and failed loads. */
  readonly errors: string[];
  close(): Promise<void>;
}

/** Opens a page, 1440 by 900 unless told otherwise. */
export async function openPage(
  browser: Browser,
  options: BrowserContextOptions = {},
): Promise<WatchedPage> {
  const context = await browser.newContext({ viewport: { width: 1440, height: 900 }, ...options });
  const page = await context.newPage();
  page.setDefaultTimeout(WAIT_MS_MAX);
  const errors: string[] = [];
  page.on("pageerror", (error) => errors.push(String(error)));
  page.on("console", (message) => {
    if (message.type() === "error") errors.push(message.text());
  });
  return { page, errors, close: () => context.close() };
}

/** The package does not expect two processes at once, nor to have been killed half way. */
async function unpack(): Promise<string> {
  await makeOnce(
    LOCK,
    () => existsSync(UNPACKED_MARK),
    async () => {
      rmSync(BINARY, { force: true });
      await chromiumFiles.executablePath();
      writeFileSync(UNPACKED_MARK, "");
    },
  );
  return chromiumFiles.executablePath();
}
