/**
 * The lowered bits, cleaned as synthesis cleans them: proxies resolved, registers that hold a constant or equal another removed, what nothing reads
 * removed. Invariant: the graph that comes out holds exactly what its roots and its flip-flops need.
 */
import { BitGraph, FALSE, KIND, type Literal, nodeOf, not, TRUE } from "./graph.ts";
import type { FlipFlop, Lowered } from "./lowered.ts";

export interface Clean {
  readonly graph: BitGraph;
  readonly flipFlops: readonly FlipFlop[];
  readonly outputs: readonly Literal[];
  /** As in `Lowered`. */
  readonly choosers: ReadonlySet<number>;
}

/** Rounds of cleaning; each may make registers equal that the one before made equal operands of. */
const ROUNDS = 6;

export function cleaned(lowered: Lowered): Clean {
  let current: Clean = lowered;
  let replaced: ReadonlyMap<Literal, Literal> = lowered.proxies;
  for (let round = 0; round < ROUNDS; round++) {
    current = rebuilt(current, replaced);
    const equal = equalRegisters(current);
    if (equal.size === 0) break;
    replaced = equal;
  }
  return current;
}

/** The same with choices of one of four made of two look-up tables each. */
export const withChoices = (clean: Clean): Clean => rebuilt(clean, new Map(), true);

/** No literal. */
const UNMADE = -1;

/** A copy with leaves replaced, and without what is not read. */
function rebuilt(from: Clean, replaced: ReadonlyMap<Literal, Literal>, isForTables = false): Clean {
  const graph = new BitGraph(from.graph.isSharing);
  const made = new Int32Array(from.graph.size).fill(UNMADE);
  made[0] = FALSE;
  const byOutput = new Map(from.flipFlops.map((flipFlop) => [nodeOf(flipFlop.output), flipFlop]));
  const readers = readersOf(from);
  const choices = choicesOf(from.graph, readers);
  const queue: { old: FlipFlop; made: FlipFlop }[] = [];
  const literal = (old: Literal): Literal => node(nodeOf(old)) ^ (old & 1);
  const node = (at: number): Literal => {
    const known = made[at] as number;
    if (known !== UNMADE) return known;
    const result = copy(at);
    made[at] = result;
    return result;
  };
  const copy = (at: number): Literal => {
    const other = replaced.get(at * 2);
    if (other !== undefined) return literal(other);
    const flipFlop = byOutput.get(at);
    if (flipFlop !== undefined) {
      const output = graph.flipFlop();
      queue.push({
        old: flipFlop,
        made: { ...flipFlop, output, next: output, enable: TRUE, reset: undefined },
      });
      return output;
    }
    if (from.graph.kinds[at] === KIND.and)
      return balanced(graph, conjuncts(from.graph, at, readers).map(literal));
    const choice = isForTables ? choices(at) : undefined;
    if (choice !== undefined) {
      const [high = 0, low = 0, ...words] = choice.map(literal);
      return graph.choice(high, low, words as [Literal, Literal, Literal, Literal]);
    }
    const [a = 0, b = 0, c = 0] = from.graph.operands(at).map(literal);
    switch (from.graph.kinds[at]) {
      case KIND.xor:
        return graph.xor(a, b);
      case KIND.mux:
        return graph.mux(a, b, c);
      case KIND.carry:
        return graph.carry(a, b, c);
      case KIND.sum:
        return graph.sum(a, b, c);
      default:
        return graph.leaf();
    }
  };
  const outputs = from.outputs.map(literal);
  const flipFlops: FlipFlop[] = [];
  // Grows on the way.
  for (const work of queue) {
    const { reset } = work.old;
    flipFlops.push({
      ...work.made,
      next: literal(work.old.next),
      enable: literal(work.old.enable),
      reset: reset && { ...reset, when: literal(reset.when) },
    });
  }
  const choosers = [...from.choosers].flatMap((old) => {
    const now = made[old] as number;
    return now === UNMADE ? [] : [nodeOf(now)];
  });
  return { graph, flipFlops, outputs, choosers: new Set(choosers) };
}

/** Of a node that chooses one of four: both conditions, and the words that 0 to 3 choose. Choices next to the words are taken first. */
function choicesOf(graph: BitGraph, readers: Uint32Array): (node: number) => Literal[] | undefined {
  const known = new Map<number, Literal[] | undefined>();
  const look = (node: number): Literal[] | undefined => {
    if (!known.has(node)) known.set(node, find(node));
    return known.get(node);
  };
  const find = (node: number): Literal[] | undefined => {
    if (graph.kinds[node] !== KIND.mux) return undefined;
    const [high = 0, ...pairs] = graph.operands(node);
    const [upper = [], lower = []] = pairs.map((pair) => {
      const at = nodeOf(pair);
      if (graph.kinds[at] !== KIND.mux || readers[at] !== 1 || look(at) !== undefined) return [];
      const [low = 0, one = 0, other = 0] = graph.operands(at);
      return [low, other ^ (pair & 1), one ^ (pair & 1)];
    });
    if (upper.length === 0 || upper[0] !== lower[0]) return undefined;
    return [high, upper[0] as Literal, ...lower.slice(1), ...upper.slice(1)];
  };
  return look;
}

/** Registers to leave out, each with what stands for it. */
function equalRegisters({ graph, flipFlops }: Clean): Map<Literal, Literal> {
  const equal = new Map<Literal, Literal>();
  const seen = new Map<string, Literal>();
  for (const { output, next, enable, reset } of flipFlops) {
    const stays = (value: Literal): boolean => reset === undefined || reset.value === value;
    if ((next === FALSE || next === TRUE) && stays(next)) equal.set(output, next);
    else if (stays(FALSE) && implies(graph, next, output)) equal.set(output, FALSE);
    else if (stays(TRUE) && implies(graph, not(next), not(output))) equal.set(output, TRUE);
    else if ((next === output || enable === FALSE) && reset !== undefined) equal.set(output, reset.value);
    // Yosys compares cells before it knows that their bits are the same.
    else if (!isGate(graph, nodeOf(next))) {
      const key = `${enable} ${next} ${reset?.when} ${reset?.value} ${reset?.isAsync}`;
      const other = seen.get(key);
      if (other === undefined) seen.set(key, output);
      else equal.set(output, other);
    }
  }
  return equal;
}

const isGate = (graph: BitGraph, node: number): boolean => {
  const kind = graph.kinds[node];
  return kind === KIND.and || kind === KIND.xor || kind === KIND.mux;
};

/** Whether `value` is `what` and something: a register that only ever holds, or takes 0. */
function implies(graph: BitGraph, value: Literal, what: Literal, depth = 6): boolean {
  if (value === what) return true;
  const at = nodeOf(value);
  if (depth === 0 || (value & 1) === 1 || graph.kinds[at] !== KIND.and) return false;
  return graph.operands(at).some((literal) => implies(graph, literal, what, depth - 1));
}

/** Times that each node is read. */
function readersOf({ graph, flipFlops, outputs }: Clean): Uint32Array {
  const readers = new Uint32Array(graph.size);
  const count = (literal: Literal): void => {
    readers[nodeOf(literal)] = (readers[nodeOf(literal)] ?? 0) + 1;
  };
  for (let node = 0; node < graph.size; node++) graph.operands(node).forEach(count);
  outputs.forEach(count);
  for (const { next, enable, reset } of flipFlops) [next, enable, reset?.when ?? FALSE].forEach(count);
  return readers;
}

/** What a tree of ands takes: those inside it that nothing else reads are dissolved. */
function conjuncts(graph: BitGraph, node: number, readers: Uint32Array): Literal[] {
  return graph.operands(node).flatMap((literal) => {
    const at = nodeOf(literal);
    const isInside = (literal & 1) === 0 && graph.kinds[at] === KIND.and && readers[at] === 1;
    return isInside ? conjuncts(graph, at, readers) : [literal];
  });
}

/** As flat as it goes: wide gates only show in a tree that is not a chain. */
function balanced(graph: BitGraph, literals: readonly Literal[]): Literal {
  const [first = TRUE, ...more] = literals;
  if (more.length === 0) return first;
  const half = 2 ** Math.ceil(Math.log2(literals.length) - 1);
  return graph.and(balanced(graph, literals.slice(0, half)), balanced(graph, literals.slice(half)));
}
