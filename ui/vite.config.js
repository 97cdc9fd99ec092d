import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { brotliCompressSync, gzipSync } from "node:zlib";
import react from "@vitejs/plugin-react";
import { defineConfig } from "vite";

/** Writes `x.br` and `x.gz` beside every text file: the server sends them as they are. */
const precompress = {
  name: "precompress",
  apply: "build",
  writeBundle({ dir }) {
    for (const entry of readdirSync(dir, { recursive: true, withFileTypes: true })) {
      if (!entry.isFile() || !/\.(js|css|svg|html)$/.test(entry.name)) continue;
      const path = join(entry.parentPath, entry.name);
      const content = readFileSync(path);
      writeFileSync(`${path}.br`, brotliCompressSync(content));
      writeFileSync(`${path}.gz`, gzipSync(content, { level: 9 }));
    }
  },
};

/**
 * `vite build` writes `dist`, which the query service serves. `vite` alone is for working on the UI:
 * it passes API calls on to a Spanhouse that runs beside it.
 */
export default defineConfig({
  plugins: [react(), precompress],
  build: {
    // The first browsers with light-dark(), which the tokens are written in.
    target: ["chrome123", "firefox128", "safari17.5"],
    manifest: true,
    // Everything is a file of its own, so that a strict content security policy needs no `data:`.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
  },
  server: { proxy: { "/api": "http://127.0.0.1:16686" } },
  preview: { proxy: { "/api": "http://127.0.0.1:16686" } },
});
