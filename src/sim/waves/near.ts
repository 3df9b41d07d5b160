/** Names like the one that was meant, for messages. */

/** Up to five of the known names, nearest first: same letters, same last part, or a few typing errors away. */
export function nearNames(name: string, known: readonly string[]): string[] {
  const limit = Math.max(2, Math.floor(name.length / 3));
  const last = lastPart(name);
  return known
    .map((candidate) => ({ candidate, distance: distanceTo(name, last, candidate, limit) }))
    .filter(({ distance }) => distance <= limit)
    .sort((a, b) => a.distance - b.distance || a.candidate.length - b.candidate.length)
    .slice(0, 5)
    .map(({ candidate }) => candidate);
}

const lastPart = (name: string): string => name.slice(name.lastIndexOf(".") + 1);

function distanceTo(name: string, last: string, candidate: string, limit: number): number {
  if (candidate.toLowerCase() === name.toLowerCase()) return 0;
  if (lastPart(candidate) === last) return 1;
  if (name.length >= 3 && lastPart(candidate).startsWith(name)) return 1;
  return editDistance(name, candidate, limit);
}

/** Levenshtein's distance; anything above the limit may come back as limit + 1. */
function editDistance(a: string, b: string, limit: number): number {
  if (Math.abs(a.length - b.length) > limit) return limit + 1;
  let previous = Array.from({ length: b.length + 1 }, (_, i) => i);
  for (let i = 1; i <= a.length; i++) {
    const current = [i];
    for (let j = 1; j <= b.length; j++) {
      const replaced = (previous[j - 1] ?? 0) + (a[i - 1] === b[j - 1] ? 0 : 1);
      current.push(Math.min(replaced, (previous[j] ?? 0) + 1, (current[j - 1] ?? 0) + 1));
    }
    previous = current;
  }
  return previous[b.length] ?? limit + 1;
}
