/**
 * What a process is: everything at once, one of the two halves of a back end on a ClickHouse server, or the
 * agent in front of one.
 */
export type Role = StoreRole | "agent";

/** The roles that have a store. */
export type StoreRole = "start" | "collector" | "query";
