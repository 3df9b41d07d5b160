/**
 * Full adders in a graph, found as Yosys' extract_fa finds them: a parity and a majority of the same three nodes. Invariant: both outputs of each are used; a
 * parity or a majority alone stays logic.
 */
import { Aig, type Literal } from "./aig.ts";
import { Cuts, ROOM } from "./cuts.ts";
import { compacted } from "./rewrite.ts";
import { complemented } from "./tables.ts";

/** An output as a node of the graph; phase 1: the node is the complement of what the adder gives. */
interface Output {
  readonly node: number;
  readonly phase: number;
}

export interface FullAdder {
  readonly inputs: readonly [Literal, Literal, Literal];
  readonly sums: readonly Output[];
  readonly carries: readonly Output[];
}

/** Of three variables. */
const PARITY = 0x96969696 | 0;
const MAJORITY = 0xe8e8e8e8 | 0;

/** Table of a majority, or its complement, to the inputs that it complements (at most one of the three) and its phase. */
const MAJORITIES: ReadonlyMap<number, { readonly inputs: number; readonly phase: number }> = new Map(
  [0, 1, 2, 4].flatMap((inputs): [number, { inputs: number; phase: number }][] => {
    const table = [0, 1, 2].reduce((now, at) => ((inputs >> at) & 1 ? complemented(now, at) : now), MAJORITY);
    return [
      [table, { inputs, phase: 0 }],
      [~table, { inputs, phase: 1 }],
    ];
  }),
);

interface Candidate {
  readonly leaves: readonly number[];
  /** Phase 1: complement of the leaves' parity. */
  readonly sums: Output[];
  /** By the inputs that are complemented. */
  readonly carries: Map<number, Output[]>;
}

/** Cuts kept a node while looking: enough for a parity whose own operands are shared with others. */
const CUTS = 12;

export function fullAdders(aig: Aig): FullAdder[] {
  const candidates = new Map<string, Candidate>();
  const cuts = new Cuts(aig, { size: 3, limit: CUTS });
  for (let node = 0; node < aig.size; node++) {
    cuts.make(node);
    const from = cuts.start[node] as number;
    const to = from + (cuts.count[node] as number) - 1;
    for (let cut = from; cut < to; cut++) {
      if (cuts.sizes[cut] !== 3) continue;
      const table = cuts.low[cut] as number;
      const isParity = table === PARITY || table === ~PARITY;
      const majority = isParity ? undefined : MAJORITIES.get(table);
      if (!isParity && majority === undefined) continue;
      const leaves = [...cuts.leaves.subarray(cut * ROOM, cut * ROOM + 3)];
      const key = leaves.join();
      const found = candidates.get(key) ?? { leaves, sums: [], carries: new Map<number, Output[]>() };
      candidates.set(key, found);
      if (isParity) found.sums.push({ node, phase: table === PARITY ? 0 : 1 });
      if (majority === undefined) continue;
      const { inputs, phase } = majority;
      found.carries.set(inputs, [...(found.carries.get(inputs) ?? []), { node, phase }]);
    }
  }
  let adders = inPhase([...candidates.values()].flatMap(addersOf));
  for (;;) {
    const used = usedNodes(aig, adders);
    const kept = adders.filter(({ sums, carries }) => isUsed(used, sums) && isUsed(used, carries));
    if (kept.length === adders.length) return kept;
    adders = kept;
  }
}

const isUsed = (used: Uint8Array, outputs: readonly Output[]): boolean =>
  outputs.some(({ node }) => used[node]);

function addersOf({ leaves, sums, carries }: Candidate): FullAdder[] {
  if (sums.length === 0) return [];
  return [...carries].map(([phases, nodes], i): FullAdder => {
    const [a = 0, b = 0, c = 0] = leaves.map((leaf, at) => leaf * 2 + ((phases >> at) & 1));
    const flip = phases === 0 ? 0 : 1;
    const own = i === 0 ? sums.map(({ node, phase }) => ({ node, phase: phase ^ flip })) : [];
    return { inputs: [a, b, c], sums: own, carries: nodes };
  });
}

/** With all inputs of an adder complemented its outputs are too: whichever needs fewer inverters, given what the adders before give. */
function inPhase(adders: readonly FullAdder[]): FullAdder[] {
  const given = new Map<number, number>();
  const first = ({ sums, carries }: FullAdder): number =>
    Math.min(...[...sums, ...carries].map(({ node }) => node));
  return [...adders]
    .sort((a, b) => first(a) - first(b))
    .map((adder) => {
      const mismatches = adder.inputs.filter((input) => (input & 1) !== (given.get(input >> 1) ?? 0)).length;
      const flip = mismatches >= 2 ? 1 : 0;
      const turned = (outputs: readonly Output[]): Output[] =>
        outputs.map(({ node, phase }) => ({ node, phase: phase ^ flip }));
      const [a, b, c] = adder.inputs;
      const chosen: FullAdder = {
        inputs: [a ^ flip, b ^ flip, c ^ flip],
        sums: turned(adder.sums),
        carries: turned(adder.carries),
      };
      for (const { node, phase } of [...chosen.sums, ...chosen.carries]) given.set(node, phase);
      return chosen;
    });
}

/** Nodes that the outputs need where adders give their outputs from their inputs. */
function usedNodes(aig: Aig, adders: readonly FullAdder[]): Uint8Array {
  const owner = new Map<number, FullAdder>();
  for (const adder of adders) {
    for (const { node } of [...adder.sums, ...adder.carries]) owner.set(node, adder);
  }
  const used = new Uint8Array(aig.size);
  const todo = aig.outputs.map((literal) => literal >> 1);
  for (let node = todo.pop(); node !== undefined; node = todo.pop()) {
    if (used[node]) continue;
    used[node] = 1;
    const adder = owner.get(node);
    if (adder !== undefined) for (const literal of adder.inputs) todo.push(literal >> 1);
    else if (aig.isAnd(node)) todo.push((aig.first[node] as number) >> 1, (aig.second[node] as number) >> 1);
  }
  return used;
}

/** The logic around the adders: what they give are inputs, what they take are outputs behind the others. */
export function around(aig: Aig, adders: readonly FullAdder[]): Aig {
  const given = new Map(
    adders.flatMap(({ sums, carries }) => [...sums, ...carries]).map(({ node, phase }) => [node, phase]),
  );
  const to = new Aig(aig.size);
  const made = new Int32Array(aig.size);
  for (let node = 1; node < aig.size; node++) {
    const phase = given.get(node);
    const [a, b] = [aig.first[node] as number, aig.second[node] as number];
    made[node] =
      phase !== undefined || a < 0
        ? to.input() ^ (phase ?? 0)
        : to.and((made[a >> 1] as number) ^ (a & 1), (made[b >> 1] as number) ^ (b & 1));
  }
  const literals = [...aig.outputs, ...adders.flatMap(({ inputs }) => inputs)];
  to.outputs = literals.map((literal) => (made[literal >> 1] as number) ^ (literal & 1));
  return compacted(to);
}
