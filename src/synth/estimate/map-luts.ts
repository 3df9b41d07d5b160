/**
 * Look-up tables of an iCE40 for a graph with carry chains. Invariant: what takes a signal as it is (a register, a port, a carry) costs a table of its own where only the other phase is there.
 */
import { type Aig, aigOf, optimised, type TableCover, tablesFor } from "./aig/index.ts";
import { type BitGraph, KIND, type Literal, nodeOf } from "./graph.ts";

/** `roots`: what is taken as it is, once for each taker; `used`: nodes that matter. */
export function countTables(graph: BitGraph, roots: readonly Literal[], used: Uint8Array): number {
  const sums = graph.kinds.filter((kind, node) => kind === KIND.sum && used[node] === 1).length;
  const { aig, inputs } = aigOf(graph, roots);
  const covers = [aig, optimised(aig)].map((logic) =>
    coverOf({ graph, aig: logic, inputs: inputsOf(logic, inputs), roots }),
  );
  // ABC's `dch` lets the mapper choose between the structure that is given and what rewriting makes of it, and levels come first.
  const best = covers.reduce((given, other) => (other.levels < given.levels ? other : given));
  return sums + best.tables;
}

interface Logic {
  readonly graph: BitGraph;
  readonly aig: Aig;
  /** By the inputs, what they stand for in the graph. */
  readonly inputs: ReadonlyMap<number, number>;
  /** In the order of the outputs. */
  readonly roots: readonly Literal[];
}

/** Optimising leaves the order of the inputs. */
function inputsOf(aig: Aig, inputs: readonly number[]): Map<number, number> {
  const found = new Map<number, number>();
  for (let node = 1; node < aig.size; node++)
    if (!aig.isAnd(node)) found.set(node, inputs[found.size] as number);
  return found;
}

/** Without the tables of the sums. */
function coverOf(logic: Logic): { readonly levels: number; readonly tables: number } {
  const { tables, levels } = tablesFor(logic.aig);
  return { levels, tables: tables.size - takenIn(logic, tables) + inverters(logic) };
}

/** Tables that Yosys' opt_lut puts into the only sum that they read: its table has one input that the carry does not need. */
function takenIn({ graph, aig, inputs, roots }: Logic, cover: TableCover["tables"]): number {
  const isSum = (node: number): boolean => graph.kinds[inputs.get(node) ?? 0] === KIND.sum;
  const readers = new Map<number, number>();
  const read = (node: number): void => {
    if (isSum(node)) readers.set(node, (readers.get(node) ?? 0) + 1);
  };
  for (const literal of aig.outputs) read(literal >> 1);
  for (const leaves of cover.values()) leaves.forEach(read);
  const made = new Map(roots.map((root, i) => [root, aig.outputs[i] as number]));
  const places = new Map([...inputs].map(([input, node]) => [node, input]));
  const placeOf = (operand: Literal): number | undefined => {
    const literal = made.get(operand);
    return literal === undefined ? places.get(nodeOf(operand)) : literal >> 1;
  };
  return [...cover.values()].filter((leaves) =>
    leaves.some((sum) => {
      if (!isSum(sum) || readers.get(sum) !== 1) return false;
      // A complemented operand comes from a table of its own, since the carry takes it too.
      const operands = graph.operands(inputs.get(sum) as number).filter((operand) => (operand & 1) === 0);
      const own = new Set(operands.map(placeOf));
      return leaves.filter((leaf) => leaf !== sum && !own.has(leaf)).length <= 1;
    }),
  ).length;
}

/** Tables that only invert, or bring a carry out of its chain. */
function inverters({ graph, aig, inputs }: Logic): number {
  const taken = new Set(aig.outputs.filter((literal) => literal > 1));
  let count = 0;
  for (const literal of taken) {
    const kind = graph.kinds[inputs.get(literal >> 1) ?? 0];
    const isThere = (literal & 1) === 0 && kind !== KIND.carry;
    // A gate's table is made in the phase that is taken; a second phase needs a second table.
    const isTable = aig.isAnd(literal >> 1) || kind === KIND.sum;
    if (isTable ? (literal & 1) === 1 && taken.has(literal ^ 1) : !isThere) count++;
  }
  return count;
}
