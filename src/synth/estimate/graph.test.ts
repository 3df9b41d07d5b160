/** Choices that become gates, over every value of what they take. */
import { expect, test } from "vitest";
import { BitGraph, KIND, type Literal, nodeOf } from "./graph.ts";

/** The value of each literal for a value of each leaf. */
function evaluate(graph: BitGraph, leaves: ReadonlyMap<number, boolean>, literal: Literal): boolean {
  const at = nodeOf(literal);
  const isFlipped = (literal & 1) === 1;
  const leaf = leaves.get(at);
  if (leaf !== undefined) return leaf !== isFlipped;
  const [a = false, b = false, c = false] = graph.operands(at).map((one) => evaluate(graph, leaves, one));
  switch (graph.kinds[at]) {
    case KIND.constant:
      return isFlipped;
    case KIND.and:
      return (a && b) !== isFlipped;
    case KIND.xor:
      return (a !== b) !== isFlipped;
    case KIND.mux:
      return (a ? b : c) !== isFlipped;
    default:
      return expect.fail("a node that is neither leaf nor gate");
  }
}

const WIDTH = 3;
const MASK = (1 << (WIDTH + 1)) - 1;

/** The choice between a bit of a word, where a condition on the whole word holds, and another bit; both phases of everything. */
test.for([false, true])(
  "one bit of a word that is not 0, or another bit, needs no multiplexer (sharing: %s)",
  (isSharing) => {
    let choices = 0;
    for (let flips = 0; flips <= MASK; flips++) {
      const graph = new BitGraph(isSharing);
      const word = Array.from({ length: WIDTH }, () => graph.leaf());
      const other = graph.leaf();
      const [whenTrue, isSwapped, isAll] = [
        (word[0] as Literal) ^ (flips & 1),
        (flips & 2) !== 0,
        (flips & 4) !== 0,
      ];
      const any = isAll
        ? word.reduce((one, two) => graph.and(one, two))
        : word.reduce((one, two) => graph.or(one, two));
      const condition = any ^ ((flips >> 3) & 1);
      const chosen = isSwapped
        ? graph.mux(condition, other, whenTrue)
        : graph.mux(condition, whenTrue, other);
      // Where the word's bits are all known, the choice is that of a constant.
      const isOpen = isSwapped === (isAll === (((flips >> 3) & 1) === 0));
      if (!isSharing && isOpen) expect(graph.kinds).not.toContain(KIND.mux);
      for (let values = 0; values <= MASK; values++) {
        const bits = [...word, other].map((leaf, i) => [nodeOf(leaf), ((values >> i) & 1) === 1] as const);
        const leaves = new Map(bits);
        const [wanted, instead] = [whenTrue, other].map((one) => evaluate(graph, leaves, one));
        const holds = evaluate(graph, leaves, condition);
        expect(evaluate(graph, leaves, chosen)).toBe(holds !== isSwapped ? wanted : instead);
        choices++;
      }
    }
    expect(choices).toBe((MASK + 1) ** 2);
  },
);
