/** English for a count of things: `1 span`, `1,240 spans`, `0 spans`. */
export function counted(count: number, one: string, other = `${one}s`): string {
  return `${count.toLocaleString()} ${count === 1 ? one : other}`;
}
