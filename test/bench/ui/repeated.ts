import { percentile } from "../report.ts";

/** What the same figures of several runs come to. */
export interface Repeated<Key extends string> {
  readonly median: Readonly<Record<Key, number>>;
  /** With so few runs, the largest is what can stand for the 95th percentile. */
  readonly largest: Readonly<Record<Key, number>>;
}

/** Figures of `runs` runs, without the first, which warms up the engine. */
export async function repeated<Key extends string>(
  runs: number,
  run: () => Promise<Readonly<Record<Key, number>>>,
): Promise<Repeated<Key>> {
  await run();
  const samples: Readonly<Record<Key, number>>[] = [];
  for (let at = 1; at < runs; at++) samples.push(await run());
  const atShare = (share: number): Readonly<Record<Key, number>> => {
    const keys = Object.keys(samples[0]!) as Key[];
    const figures = keys.map((key) => {
      const values = samples.map((sample) => sample[key]);
      return [key, percentile(values, share)] as const;
    });
    return Object.fromEntries(figures) as Record<Key, number>;
  };
  return { median: atShare(0.5), largest: atShare(1) };
}
