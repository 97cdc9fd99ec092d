import react from "@vitejs/plugin-react";
import { defineConfig } from "vite";

/**
 * `vite build` writes `dist`, which the query service serves. `vite` alone is for working on the UI:
 * it passes API calls on to a Spanhouse that runs beside it.
 */
export default defineConfig({
  plugins: [react()],
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
