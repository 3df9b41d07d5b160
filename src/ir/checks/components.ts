/** Strongly connected components (Tarjan, SIAM J. Comput. 1972) without recursion, for graphs as deep as a design. */

/**
 * Components of everything reachable from `roots`, each before the components that depend on it. `successors` is asked
 * once for each vertex.
 */
export function stronglyConnected<V>(roots: Iterable<V>, successors: (vertex: V) => readonly V[]): V[][] {
  const order = new Map<V, { index: number; lowest: number; onStack: boolean }>();
  const stack: V[] = [];
  const components: V[][] = [];
  const path: { vertex: V; next: readonly V[]; at: number }[] = [];

  const enter = (vertex: V): void => {
    order.set(vertex, { index: order.size, lowest: order.size, onStack: true });
    stack.push(vertex);
    path.push({ vertex, next: successors(vertex), at: 0 });
  };

  const leave = (vertex: V): void => {
    const own = order.get(vertex);
    if (own === undefined) return;
    const parent = path.at(-1);
    const above = parent === undefined ? undefined : order.get(parent.vertex);
    if (above !== undefined) above.lowest = Math.min(above.lowest, own.lowest);
    if (own.lowest !== own.index) return;
    const component: V[] = [];
    for (;;) {
      const member = stack.pop() as V;
      const state = order.get(member);
      if (state !== undefined) state.onStack = false;
      component.push(member);
      if (member === vertex) break;
    }
    components.push(component);
  };

  for (const root of roots) {
    if (!order.has(root)) enter(root);
    for (let frame = path.at(-1); frame !== undefined; frame = path.at(-1)) {
      const next = frame.next[frame.at++];
      if (next === undefined) {
        path.pop();
        leave(frame.vertex);
        continue;
      }
      const seen = order.get(next);
      const own = order.get(frame.vertex);
      if (seen === undefined) enter(next);
      else if (seen.onStack && own !== undefined) own.lowest = Math.min(own.lowest, seen.index);
    }
  }
  return components;
}

/** Everything reachable from the roots, roots included. */
export function reachable<V>(roots: Iterable<V>, successors: (vertex: V) => Iterable<V>): Set<V> {
  const seen = new Set<V>(roots);
  const pending = [...seen];
  for (let vertex = pending.pop(); vertex !== undefined; vertex = pending.pop()) {
    for (const next of successors(vertex)) {
      if (seen.has(next)) continue;
      seen.add(next);
      pending.push(next);
    }
  }
  return seen;
}
