/** A graph of bits as ands. Invariant: a node that nothing needs is not made; what is no gate, a carry in hardware among that, is an input. */
import { type BitGraph, KIND, type Literal, nodeOf } from "../graph.ts";
import { Aig } from "./aig.ts";

/** `roots` become the outputs. `inputs`: nodes of the graph, in the order of the inputs that stand for them. */
export function aigOf(
  graph: BitGraph,
  roots: readonly Literal[],
): { readonly aig: Aig; readonly inputs: readonly number[] } {
  const aig = new Aig(graph.size * 2);
  const inputs: number[] = [];
  const made = new Int32Array(graph.size).fill(-1);
  made[0] = 0;
  const todo: number[] = [];
  const copied = (literal: Literal): number => (made[nodeOf(literal)] as number) ^ (literal & 1);
  for (const root of roots) {
    todo.push(nodeOf(root));
    while (todo.length > 0) {
      const node = todo.at(-1) as number;
      if ((made[node] as number) >= 0) {
        todo.pop();
        continue;
      }
      const kind = graph.kinds[node];
      if (kind !== KIND.and && kind !== KIND.xor && kind !== KIND.mux) {
        made[node] = aig.input();
        inputs.push(node);
        continue;
      }
      const operands = graph.operands(node);
      const missing = operands.filter((literal) => (made[nodeOf(literal)] as number) < 0);
      if (missing.length > 0) {
        for (const literal of missing) todo.push(nodeOf(literal));
        continue;
      }
      const [a = 0, b = 0, c = 0] = operands.map(copied);
      made[node] = kind === KIND.and ? aig.and(a, b) : kind === KIND.xor ? aig.xor(a, b) : aig.mux(a, b, c);
    }
  }
  aig.outputs = roots.map(copied);
  return { aig, inputs };
}
