/**
 * Attribute keys with a typed column of their own, named exactly after the key. Everything else lives in
 * the typed maps. One value, one place:
 *
 * - A value goes to its column when its type is the column's and it is not the column's default ("" or 0),
 *   because the default means "absent" there.
 * - Any other value of the key (empty text, 0, another type, a repeated key, a number outside of the
 *   column's range) goes to the map of its type, and bit `bit` of `promoted_in_map` is set, so that a
 *   search for the key knows which rows need a look into the maps.
 *
 * A key whose most common value is 0 or "" (such as rpc.grpc.status_code) does not belong here: its values
 * would live in the map, and every search for it would look into maps.
 *
 * `bit` is the position in this list and part of the stored format: append only, never reorder.
 */
export interface PromotedAttribute {
  readonly key: string;
  /** `text`: few distinct values (dictionary); `string`: many; `uint16`: integers 1 to 65,535. */
  readonly type: "text" | "string" | "uint16";
}

export const PROMOTED_SPAN_ATTRIBUTES: readonly PromotedAttribute[] = [
  { key: "http.request.method", type: "text" },
  { key: "http.response.status_code", type: "uint16" },
  { key: "http.route", type: "text" },
  { key: "url.path", type: "string" },
  { key: "url.full", type: "string" },
  { key: "server.address", type: "text" },
  { key: "server.port", type: "uint16" },
  { key: "rpc.system", type: "text" },
  { key: "rpc.service", type: "text" },
  { key: "rpc.method", type: "text" },
  { key: "db.system.name", type: "text" },
  { key: "db.namespace", type: "text" },
  { key: "db.operation.name", type: "text" },
  { key: "db.collection.name", type: "text" },
  { key: "db.query.text", type: "string" },
  { key: "messaging.system", type: "text" },
  { key: "messaging.destination.name", type: "text" },
  { key: "messaging.operation.type", type: "text" },
  { key: "error.type", type: "text" },
  { key: "peer.service", type: "text" },
  // Still sent by most instrumentations of 2026 beside or instead of their stable names above.
  { key: "http.method", type: "text" },
  { key: "http.status_code", type: "uint16" },
  { key: "db.system", type: "text" },
];
