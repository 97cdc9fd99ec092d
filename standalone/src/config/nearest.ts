/** How many letters may differ, as a share of the longer word, for a guess to be worth making. */
const DIFFERENCE_SHARE_MAX = 0.4;

/**
 * The known word somebody most likely meant, or undefined when nothing is close. For dotted keys the last
 * part alone counts too: `retentionDays` means `storage.retentionDays`.
 */
export function nearestWord(word: string, known: readonly string[]): string | undefined {
  let best: string | undefined;
  let bestShare = DIFFERENCE_SHARE_MAX;
  for (const candidate of known) {
    const share = Math.min(
      differenceShare(word, candidate),
      differenceShare(word, lastPart(candidate)),
      // The right name at the wrong place comes after the nearly right name at the right place.
      differenceShare(lastPart(word), lastPart(candidate)) + DIFFERENCE_SHARE_MAX / 2,
    );
    if (share < bestShare) {
      best = candidate;
      bestShare = share;
    }
  }
  return best;
}

function lastPart(key: string): string {
  return key.slice(key.lastIndexOf(".") + 1);
}

function differenceShare(a: string, b: string): number {
  return editDistance(a.toLowerCase(), b.toLowerCase()) / Math.max(a.length, b.length, 1);
}

/** Letters to insert, remove or replace to get from one word to the other (Levenshtein). */
function editDistance(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, column) => column);
  for (let i = 1; i <= a.length; i++) {
    const next = [i];
    for (let j = 1; j <= b.length; j++) {
      const replace = row[j - 1]! + (a[i - 1] === b[j - 1] ? 0 : 1);
      next.push(Math.min(replace, row[j]! + 1, next[j - 1]! + 1));
    }
    row = next;
  }
  return row[b.length]!;
}
