/** Trees of ands made as flat as they go, the operands that come late last, as ABC's `balance` does it. Invariant: outputs compute what they did. */
import { Aig, type Literal, readersOf } from "./aig.ts";

export function balanced(aig: Aig): Aig {
  const readers = readersOf(aig);
  const to = new Aig(aig.size);
  const made = new Int32Array(aig.size).fill(-1);
  made[0] = 0;
  // Dissolved in the tree of their only reader.
  const isInside = new Uint8Array(aig.size);
  for (let node = 1; node < aig.size; node++) {
    if (!aig.isAnd(node)) continue;
    for (const literal of [aig.first[node] as number, aig.second[node] as number]) {
      if ((literal & 1) === 0 && readers[literal >> 1] === 1) isInside[literal >> 1] = 1;
    }
  }
  for (let node = 1; node < aig.size; node++) {
    if (!aig.isAnd(node)) {
      made[node] = to.input();
      continue;
    }
    if (readers[node] === 0 || isInside[node] === 1) continue;
    const operands = new Set<Literal>();
    const isZero = gather(aig, node, readers, operands);
    made[node] = isZero
      ? 0
      : joined(
          to,
          [...operands].map((literal) => copied(literal)),
        );
  }
  function copied(literal: Literal): Literal {
    return (made[literal >> 1] as number) ^ (literal & 1);
  }
  to.outputs = aig.outputs.map(copied);
  return to;
}

/** What the tree that ends in `node` takes; true where that is something and its complement. */
function gather(aig: Aig, node: number, readers: Int32Array, operands: Set<Literal>): boolean {
  for (const literal of [aig.first[node] as number, aig.second[node] as number]) {
    const at = literal >> 1;
    if ((literal & 1) === 0 && readers[at] === 1 && aig.isAnd(at)) {
      if (gather(aig, at, readers, operands)) return true;
    } else if (operands.has(literal ^ 1)) return true;
    else operands.add(literal);
  }
  return false;
}

/** Of operands that come equally early, a pair that is there already is taken first. */
function joined(to: Aig, literals: Literal[]): Literal {
  const level = (literal: Literal): number => to.level[literal >> 1] as number;
  literals.sort((a, b) => level(b) - level(a) || a - b);
  while (literals.length > 1) {
    const last = literals.length - 1;
    const bound = level(literals[last - 1] as number);
    let [i, j] = [last - 1, last];
    search: for (let x = last; x > 0; x--) {
      if (level(literals[x] as number) > bound) break;
      // The earliest one takes part in any case.
      if (level(literals[last] as number) < bound && x !== last) break;
      for (let y = x - 1; y >= 0 && level(literals[y] as number) <= bound; y--) {
        if (to.find(literals[x] as number, literals[y] as number) < 0) continue;
        [i, j] = [y, x];
        break search;
      }
    }
    const made = to.and(literals[i] as number, literals[j] as number);
    literals.splice(j, 1);
    literals.splice(i, 1);
    let at = literals.length;
    while (at > 0 && level(literals[at - 1] as number) < level(made)) at--;
    if (!literals.includes(made)) literals.splice(at, 0, made);
  }
  return literals[0] ?? 1;
}
