import { execFile } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { afterAll, beforeAll, expect, it } from "vitest";
import { pictureInBothThemes } from "../support/both-themes.ts";
import { launchBrowser, openPage } from "../support/browser.ts";
import { type SpanhouseProcess, startSpanhouse } from "../support/spanhouse-process.ts";

/** The first trace as the README promises it: its ten lines are run as they stand there, and seen in the browser. */

const ROOT = join(import.meta.dirname, "../..");

let spanhouse: SpanhouseProcess;
/** Where somebody has installed the two packages. */
let folder: string;

beforeAll(async () => {
  spanhouse = await startSpanhouse();
  folder = mkdtempSync(join(tmpdir(), "spanhouse-hello-"));
  symlinkSync(join(ROOT, "node_modules"), join(folder, "node_modules"));
  writeFileSync(join(folder, "hello.mjs"), linesOfReadme());
});

afterAll(async () => {
  rmSync(folder, { recursive: true, force: true });
  await spanhouse.remove();
});

function linesOfReadme(): string {
  const readme = readFileSync(join(ROOT, "README.md"), "utf8");
  const [, code] = /```js\n([^]*?)```/.exec(readme) ?? [];
  if (code === undefined) throw new Error("the README has no code");
  return code;
}

it("is on the search page, and its page says what the ten lines said", async () => {
  const browser = await launchBrowser();
  try {
    const { page, errors } = await openPage(browser, { viewport: { width: 1200, height: 560 } });
    await page.goto(spanhouse.urls.query);
    await page.getByText("Waiting for the first trace").waitFor();
    await promisify(execFile)(process.execPath, ["hello.mjs"], {
      cwd: folder,
      env: {
        ...process.env,
        // Where a Spanhouse listens that has the usual ports.
        OTEL_EXPORTER_OTLP_ENDPOINT: spanhouse.urls.http,
        OTEL_LOGS_EXPORTER: "none",
        OTEL_METRICS_EXPORTER: "none",
      },
    });
    await page.locator("[data-trace]").getByRole("link", { name: "greet" }).click();
    await page.locator("[data-row]").click();
    await page.getByText("greeting.language").waitFor();
    await pictureInBothThemes(page, "first-trace", { pictured: true });
    expect(errors).toEqual([]);
  } finally {
    await browser.close();
  }
});
