/** What boxes of paths are as wide as. */
export const PATH_WEIGHTS = ["self", "critical"] as const;
export type PathWeight = (typeof PATH_WEIGHTS)[number];
