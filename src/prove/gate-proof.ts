/** Whether the output of a graph of gates is ever 1, by decision diagrams. Invariant: undefined is answered only when it never is. */
import { setImmediate } from "node:timers/promises";
import type { AndGraph } from "./and-graph.ts";
import { type DecisionDiagram, decisionDiagram, FALSE, TRUE } from "./decision-diagram.ts";

/** Which variable is asked first; a good order keeps sums small. */
export interface BitOrder {
  /** Ports on top, in this order, their highest bits first: what selects, such as weights. */
  readonly first?: readonly string[];
  /** The other ports' bits by their place in an element of so many bits, the lowest first: what is added up. */
  readonly elementBits?: Readonly<Record<string, number>>;
  /** Place of a port's lowest bit; 0 unless stated. */
  readonly from?: Readonly<Record<string, number>>;
  /** How many of the topmost bits are tried one by one and not as variables. */
  readonly cases?: number;
}

export interface DifferenceOptions {
  readonly order?: BitOrder | undefined;
  readonly timeoutSeconds: number;
  readonly onProgress?: ((done: number, what: string) => void) | undefined;
}

/** Small diagrams are emptied sooner, so a case begins with few nodes and gets more when it needs them. */
const LEAST_NODES = 2 ** 14;
const MOST_NODES = 2 ** 23;

/** Values of the inputs that make the output 1, by port, whatever undefined bits are; undefined when none do; a text says why it is not known. */
export async function findDifference(
  graph: AndGraph,
  { order = {}, timeoutSeconds, onProgress }: DifferenceOptions,
): Promise<ReadonlyMap<string, bigint> | string | undefined> {
  const inputs = [...graph.inputs].sort((a, b) => rank(order, a) - rank(order, b));
  const caseBits = Math.min(order.cases ?? 0, inputs.length);
  let nodes = LEAST_NODES;
  let diagram = decisionDiagram(nodes);
  const edges = new Int32Array(graph.variables + 1);
  const end = performance.now() + 1000 * timeoutSeconds;
  for (let one = 0; one < 2 ** caseBits; one++) {
    const evaluated = (): number | "late" | undefined => {
      diagram.clear();
      inputs.forEach(({ variable }, level) => {
        edges[variable] = level < caseBits ? constantOf((one >> level) & 1) : diagram.variable(level);
      });
      return evaluate(graph, edges, diagram, end);
    };
    let output = evaluated();
    while (output === undefined && nodes < MOST_NODES) {
      nodes *= 8;
      diagram = decisionDiagram(nodes);
      output = evaluated();
    }
    if (output === undefined) return `the diagrams have ${nodes} nodes`;
    if (output === "late") return `${timeoutSeconds} s are over`;
    if (output !== FALSE) {
      const values = diagram.solution(output, inputs.length);
      for (let level = 0; level < caseBits; level++) values[level] = (one >> level) & 1;
      return valuesOf(inputs, values);
    }
    if (one % 64 === 63) {
      onProgress?.((one + 1) / 2 ** caseBits, `case ${one + 1} of ${2 ** caseBits}`);
      await setImmediate();
    }
  }
  return undefined;
}

const constantOf = (bit: number): number => (bit === 1 ? TRUE : FALSE);

/** Edge of the output; undefined when the nodes are used up. */
function evaluate(
  { gates, output }: AndGraph,
  edges: Int32Array,
  diagram: DecisionDiagram,
  end: number,
): number | "late" | undefined {
  // Literal 0 is the constant false.
  edges[0] = FALSE;
  for (let at = 0; at < gates.length; at += 3) {
    const left = gates[at + 1] as number;
    const right = gates[at + 2] as number;
    const edge = diagram.and(
      (edges[left >> 1] as number) ^ (left & 1),
      (edges[right >> 1] as number) ^ (right & 1),
    );
    if (edge === undefined) return undefined;
    edges[(gates[at] as number) >> 1] = edge;
    if (at % 3072 === 0 && performance.now() > end) return "late";
  }
  return (edges[output >> 1] as number) ^ (output & 1);
}

type Input = AndGraph["inputs"][number];

/** Ports of `first` come first; then bits by their place, and undefined ones in the end. */
function rank({ first = [], elementBits = {}, from = {} }: BitOrder, { port, bit }: Input): number {
  if (port === undefined) return 2 ** 48 + bit;
  const at = first.indexOf(port);
  if (at >= 0) return at * 2 ** 16 + (2 ** 15 - bit);
  const place = (from[port] ?? 0) + (bit % (elementBits[port] ?? 2 ** 15));
  return 2 ** 30 + place * 2 ** 12 + Math.floor(bit / (elementBits[port] ?? 2 ** 15));
}

function valuesOf(inputs: readonly Input[], values: Uint8Array): Map<string, bigint> {
  const found = new Map<string, bigint>();
  inputs.forEach(({ port, bit }, level) => {
    if (port === undefined) return;
    found.set(port, (found.get(port) ?? 0n) | (BigInt(values[level] as number) << BigInt(bit)));
  });
  return found;
}
