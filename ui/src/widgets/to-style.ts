import type { CSSProperties } from "react";

/** A style with custom properties, which React's type does not know. */
export function toStyle(style: Readonly<Record<string, string | number>>): CSSProperties {
  return style;
}
