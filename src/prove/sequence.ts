/**
 * Several clock edges of a block as one function: what goes in in every cycle, and chosen outputs of later ones. Invariant: the state before the first
 * cycle is free, so what is proved holds wherever in a run the cycles are.
 */
import { fail } from "../diagnostics/index.ts";
import type { Module, Signal, Statement } from "../ir/index.ts";
import { Copy } from "./inline.ts";
import type { Transition, TransitionPort } from "./transition.ts";

/** An output just before the edge that ends a cycle, from 0. */
export interface CycleOutput {
  readonly output: string;
  readonly cycle: number;
}

/** Inputs `NAME_CYCLE` for cycles 0 to the last one that an output is asked of, the state before them, and outputs `NAME_CYCLE`; BL0493 for what is no output. */
export function sequenceOf({ design, ports }: Transition, outputs: readonly CycleOutput[]): Transition {
  const cycles = Math.max(...outputs.map(({ cycle }) => cycle)) + 1;
  const signals: Signal[] = [];
  const body: Statement[] = [];
  const list: TransitionPort[] = [];
  const byRole = (role: TransitionPort["role"]): Signal[] =>
    ports.filter((port) => port.role === role).map(({ signal }) => signal);
  const stateNames = new Set(byRole("state").map(({ name }) => name));
  const names = new Set<string>();

  const add = (signal: Signal, name: string, changes: Partial<Signal>): Signal => {
    let unique = name;
    for (let count = 1; names.has(unique); count++) unique = `${name}_${count}`;
    names.add(unique);
    const made = { ...signal, group: undefined, ...changes, id: signals.length, name: unique };
    signals.push(made);
    return made;
  };

  let states = byRole("state").map((state) => {
    const signal = add(state, state.name, { role: "input" });
    list.push({ role: "state", register: state.name, signal });
    return signal;
  });
  const wanted: TransitionPort[] = [];
  for (let cycle = 0; cycle < cycles; cycle++) {
    const now = new Map(byRole("state").map((state, at) => [state, states[at] as Signal]));
    const copied = new Copy((signal, translate) => {
      const state = now.get(signal);
      if (state !== undefined) return state;
      const name = `${signal.name}_${cycle}`;
      if (signal.role === "input") {
        const made = add(signal, name, {});
        list.push({ role: "input", signal: made });
        return made;
      }
      const isWanted = outputs.some((one) => one.output === signal.name && one.cycle === cycle);
      if (signal.role === "output" && isWanted) {
        const made = add(signal, name, {});
        wanted.push({ role: "output", signal: made });
        return made;
      }
      return add(signal, name, {
        role: signal.role === "output" ? "wire" : signal.role,
        domain: undefined,
        value: signal.value === undefined ? undefined : translate(signal.value),
      });
    });
    for (const { role, signal } of ports) if (role === "input") copied.signal(signal);
    for (const signal of design.top.signals) copied.signal(signal);
    body.push(...design.top.body.map((statement) => copied.statement(statement)));
    states = byRole("next").map((next) => copied.signal(next));
  }
  const missing = outputs.find(
    ({ output, cycle }) => !names.has(`${output}_${cycle}`) || stateNames.has(output),
  );
  if (missing !== undefined) {
    const known = byRole("output").map(({ name }) => name);
    fail("BL0493", { block: design.top.name, ...missing, known: known.join(", ") });
  }
  const all = [...list, ...wanted];
  const module: Module = {
    ...design.top,
    name: `${design.top.name}s_${cycles}`,
    ports: all.map(({ signal }) => signal),
    signals,
    body,
  };
  return { design: { top: module, modules: [module] }, ports: all };
}
