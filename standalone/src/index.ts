// The command itself is main.ts; this is what tests compare documents with.
export { loadConfig, SETTINGS } from "./config/load-config.ts";
export type { Setting } from "./config/setting.ts";
