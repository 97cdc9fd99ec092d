import { posix } from "node:path";
import type { SourceFile } from "./source-file.ts";

type Importing = Pick<SourceFile, "path" | "imports">;

/** Which files of ours each file imports; packages of ours lead to their entry `src/index.ts`. */
export function importGraph(
  files: readonly Importing[],
  entries: ReadonlyMap<string, string>,
): ReadonlyMap<string, readonly string[]> {
  const known = new Set(files.map(({ path }) => path));
  return new Map(
    files.map(({ path, imports }) => [
      path,
      imports
        .map((name) =>
          name.startsWith(".") ? posix.join(posix.dirname(path), name) : (entries.get(name) ?? ""),
        )
        .filter((target) => known.has(target)),
    ]),
  );
}

/**
 * Groups of files that import each other in a circle (strongly connected components of more than one
 * file, or a file that imports itself), each sorted. Tarjan's algorithm.
 */
export function findCycles(graph: ReadonlyMap<string, readonly string[]>): readonly string[][] {
  const order = new Map<string, number>();
  const lowest = new Map<string, number>();
  const stack: string[] = [];
  const cycles: string[][] = [];

  const visit = (node: string): void => {
    order.set(node, order.size);
    lowest.set(node, order.get(node)!);
    stack.push(node);
    for (const next of graph.get(node) ?? []) {
      if (!order.has(next)) visit(next);
      // A file that is off the stack belongs to a component that is finished.
      if (stack.includes(next)) lowest.set(node, Math.min(lowest.get(node)!, lowest.get(next)!));
    }
    if (lowest.get(node) !== order.get(node)) return;
    const component = stack.splice(stack.indexOf(node));
    const selfImport = graph.get(node)?.includes(node) ?? false;
    if (component.length > 1 || selfImport) cycles.push(component.sort());
  };
  for (const node of graph.keys()) if (!order.has(node)) visit(node);
  return cycles;
}
