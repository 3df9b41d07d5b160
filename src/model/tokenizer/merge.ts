/**
 * Byte-pair merging by score, as sentencepiece's BPE and llama2.c do it: as long as two neighbours join into a piece, the
 * pair with the highest score is joined, the leftmost of equal ones first. Invariant: O(n log n) in the number of tokens,
 * so that a whole text can be encoded at once.
 */

/** The token that two neighbours join into, and its score; undefined when they do not. */
export type Join = (
  left: number,
  right: number,
) => { readonly token: number; readonly score: number } | undefined;

interface Candidate {
  readonly score: number;
  /** Place of the left token among the original ones. */
  readonly at: number;
  readonly left: number;
  readonly right: number;
  readonly token: number;
}

/** Merges until nothing joins any more. */
export function mergeTokens(initial: readonly number[], join: Join): number[] {
  // A linked list over the original places; a joined pair lives on at its left place.
  const tokens: (number | undefined)[] = [...initial];
  const next = initial.map((_, at) => at + 1);
  const previous = initial.map((_, at) => at - 1);
  const queue = new CandidateQueue();
  const propose = (at: number): void => {
    const left = tokens[at];
    const right = tokens[next[at] ?? tokens.length];
    if (left === undefined || right === undefined) return;
    const joined = join(left, right);
    if (joined !== undefined) queue.push({ score: joined.score, at, left, right, token: joined.token });
  };
  for (let at = 0; at + 1 < initial.length; at++) propose(at);
  for (let best = queue.pop(); best !== undefined; best = queue.pop()) {
    const { at, left, right, token } = best;
    const neighbour = next[at] as number;
    // A candidate is stale when one of its tokens has been joined meanwhile.
    if (tokens[at] !== left || tokens[neighbour] !== right) continue;
    tokens[at] = token;
    tokens[neighbour] = undefined;
    const after = next[neighbour] as number;
    next[at] = after;
    if (after < tokens.length) previous[after] = at;
    propose(at);
    const before = previous[at] as number;
    if (before >= 0) propose(before);
  }
  return tokens.filter((token) => token !== undefined);
}

/** A binary heap with the highest score, then the leftmost place, on top. */
class CandidateQueue {
  private readonly heap: Candidate[] = [];

  push(candidate: Candidate): void {
    const { heap } = this;
    let at = heap.push(candidate) - 1;
    while (at > 0) {
      const parent = (at - 1) >> 1;
      const above = heap[parent] as Candidate;
      if (!isBefore(candidate, above)) break;
      heap[at] = above;
      at = parent;
    }
    heap[at] = candidate;
  }

  pop(): Candidate | undefined {
    const { heap } = this;
    const top = heap[0];
    const last = heap.pop();
    if (top === undefined || last === undefined || heap.length === 0) return top;
    let at = 0;
    for (;;) {
      let child = 2 * at + 1;
      if (child >= heap.length) break;
      if (child + 1 < heap.length && isBefore(heap[child + 1] as Candidate, heap[child] as Candidate))
        child++;
      const below = heap[child] as Candidate;
      if (!isBefore(below, last)) break;
      heap[at] = below;
      at = child;
    }
    heap[at] = last;
    return top;
  }
}

const isBefore = (a: Candidate, b: Candidate): boolean =>
  a.score > b.score || (a.score === b.score && a.at < b.at);
