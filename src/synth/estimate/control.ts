/**
 * Enables and synchronous resets of registers, drawn out of what they take as Yosys' opt_dff draws them. Invariant: a register that takes `data` when `enable`
 * holds, and holds otherwise, does what it did before.
 */
import { type BitGraph, FALSE, KIND, type Literal, nodeOf, not, TRUE } from "./graph.ts";

export interface Controlled {
  readonly enable: Literal;
  readonly data: Literal;
}

/** Deeper choices are left as they are. */
const DEPTH = 24;

/** Of one register's bit. `isChoice`: whether an and with this node is a choice of a constant; any is, unless given. `depth`: choices looked through. */
export function controlsOf(
  graph: BitGraph,
  next: Literal,
  held: Literal,
  isChoice: (node: number) => boolean = () => true,
  depth = DEPTH,
): Controlled {
  const part = visit({ graph, held, isChoice, memo: new Map() }, next, depth);
  if (part === undefined) return { enable: TRUE, data: next };
  return { enable: not(part.hold), data: part.data ?? FALSE };
}

interface Search {
  readonly graph: BitGraph;
  readonly held: Literal;
  readonly isChoice: (node: number) => boolean;
  readonly memo: Map<Literal, Part | undefined>;
}

/** A value that is `held` where `hold`, and `data` elsewhere; without data it is always held. */
interface Part {
  readonly hold: Literal;
  readonly data: Literal | undefined;
}

/** Undefined where the value never holds. */
function visit(search: Search, value: Literal, depth: number): Part | undefined {
  const { held, memo } = search;
  if (value === held) return { hold: TRUE, data: undefined };
  if (memo.has(value)) return memo.get(value);
  const part = depth === 0 ? undefined : inside(search, value, depth);
  memo.set(value, part);
  return part;
}

function inside(search: Search, value: Literal, depth: number): Part | undefined {
  const { graph, isChoice } = search;
  const at = nodeOf(value);
  const flip = value & 1;
  const [a = FALSE, b = FALSE, c = FALSE] = graph.operands(at);
  const look = (literal: Literal): Part | undefined => visit(search, literal ^ flip, depth - 1);
  if (graph.kinds[at] === KIND.mux) {
    const [x, y] = [look(b), look(c)];
    if (x === undefined && y === undefined) return undefined;
    const left = x ?? { hold: FALSE, data: b ^ flip };
    const right = y ?? { hold: FALSE, data: c ^ flip };
    return {
      hold: graph.mux(a, left.hold, right.hold),
      data:
        left.data === undefined
          ? right.data
          : right.data === undefined
            ? left.data
            : graph.mux(a, left.data, right.data),
    };
  }
  if (graph.kinds[at] !== KIND.and) return undefined;
  // An and is a choice between 0 and an operand; its complement one between 1 and the complement.
  for (const [condition, rest] of [
    [a, b],
    [b, a],
  ] as const) {
    const part = isChoice(nodeOf(condition)) ? look(rest) : undefined;
    if (part === undefined) continue;
    const data = part.data === undefined ? flip : graph.and(condition, part.data ^ flip) ^ flip;
    return { hold: graph.and(condition, part.hold), data };
  }
  return undefined;
}
