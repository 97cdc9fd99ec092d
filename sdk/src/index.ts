export type { Options } from "./options.ts";
export { shutdown, start } from "./start.ts";
