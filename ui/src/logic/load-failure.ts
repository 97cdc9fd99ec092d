/** What browsers and the bundler say when a part of the page does not come. */
const SIGNS = [
  /dynamically imported module/i,
  /importing a module script failed/i,
  /unable to preload/i,
];

/** Whether an error is that a part of the page was not loaded: the service stopped, or has another version now. */
export function isLoadFailure(error: unknown): boolean {
  return error instanceof Error && SIGNS.some((sign) => sign.test(error.message));
}
