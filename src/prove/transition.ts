/**
 * A clocked block as the function that one clock edge computes: registers become inputs, and outputs `NAME_next` what they hold after the
 * edge. Invariant: the result has no register, no clock and no instance, so what is proved of it holds from every state, reachable or not.
 *
 * Resets are ordinary inputs here; an asynchronous one is looked at in the moment of an edge, as a synchronous one is.
 */
import { fail } from "../diagnostics/index.ts";
import type { Design, Expr, Module, Signal, Statement } from "../ir/index.ts";
import { Copy, inlineInstances } from "./inline.ts";

/** What a port of a transition stands for. */
export type TransitionPort =
  | { readonly role: "input" | "output"; readonly signal: Signal }
  /** `register` is the register's name in the block, INSTANCE_NAME in an instance. */
  | { readonly role: "state" | "next"; readonly register: string; readonly signal: Signal };

export interface Transition {
  readonly design: Design;
  /** Inputs, states, outputs, next states. */
  readonly ports: readonly TransitionPort[];
}

/** The transition of a design without memories and Verilog from outside; BL0498 names what it has of them. */
export function transitionOf({ top }: Design): Transition {
  const { signals, ports, body } = inlineInstances(top);
  const registers = signals.filter(({ role }) => role === "register");
  const names = new Set(signals.map(({ name }) => name));
  let nextId = signals.length;

  const unique = (name: string): string => {
    let found = name;
    for (let count = 1; names.has(found); count++) found = `${name}_${count}`;
    names.add(found);
    return found;
  };
  const states = new Map(
    registers.map((register) => {
      const common = { ...register, domain: "async", init: undefined };
      const next = { id: nextId++, name: unique(`${register.name}_next`), role: "output" as const };
      return [
        register,
        { now: { ...common, role: "input" as const }, next: { ...common, group: undefined, ...next } },
      ];
    }),
  );
  const stateOf = (register: Signal): { readonly now: Signal; readonly next: Signal } => {
    const state = states.get(register);
    const expected = "one of its own registers";
    return (
      state ?? fail("BL0494", { where: `the transition of ${top.name}`, found: register.name, expected })
    );
  };
  const resets = resetInputs(top, registers, (name) => ({ id: nextId++, name: unique(name) }));

  /** A register that is read is the state, one that is assigned the next state. */
  const reading = new Copy((signal, translate) => {
    if (signal.role === "register") return stateOf(signal).now;
    const isPort = signal.role === "input" || signal.role === "output";
    return {
      ...signal,
      domain: isPort ? "async" : signal.domain,
      value: signal.value === undefined ? undefined : translate(signal.value),
    };
  });
  const holds = registers.map((register): Statement => {
    const { now, next } = stateOf(register);
    return assign(next, reference(now));
  });
  const others = signals.filter(({ role }) => role !== "register").map((one) => reading.signal(one));
  const pairs = registers.map(stateOf);
  const portsOf = (role: "input" | "output") =>
    ports.filter((port) => port.role === role).map((port) => ({ role, signal: reading.signal(port) }));
  const list: TransitionPort[] = [
    ...[...resets.values()].map((signal) => ({ role: "input" as const, signal })),
    ...portsOf("input"),
    ...pairs.map(({ now }) => ({ role: "state" as const, register: now.name, signal: now })),
    ...portsOf("output"),
    ...pairs.map(({ now, next }) => ({ role: "next" as const, register: now.name, signal: next })),
  ];
  const module: Module = {
    name: `${top.name}_transition`,
    doc: top.doc,
    site: top.site,
    domains: [],
    ports: list.map(({ signal }) => signal),
    signals: [...others, ...resets.values(), ...pairs.flatMap(({ now, next }) => [now, next])].sort(
      (a, b) => a.id - b.id,
    ),
    memories: [],
    instances: [],
    body: [
      ...holds,
      ...body.map((one) =>
        retarget(reading.statement(one), new Map(pairs.map(({ now, next }) => [now, next]))),
      ),
      ...resetStatements(top, registers, resets, (register) => stateOf(register).next),
    ],
    properties: [],
    external: undefined,
  };
  return { design: { top: module, modules: [module] }, ports: list };
}

/** Assignments to a state become assignments to the next state. */
function retarget(statement: Statement, nexts: ReadonlyMap<Signal, Signal>): Statement {
  const list = (body: readonly Statement[]): Statement[] => body.map((one) => retarget(one, nexts));
  switch (statement.kind) {
    case "assign": {
      const next = nexts.get(statement.target.signal);
      return next === undefined ? statement : { ...statement, target: { ...statement.target, signal: next } };
    }
    case "if":
      return { ...statement, then: list(statement.then), otherwise: list(statement.otherwise) };
    case "match":
      return {
        ...statement,
        arms: statement.arms.map((arm) => ({ ...arm, body: list(arm.body) })),
        otherwise: statement.otherwise === undefined ? undefined : list(statement.otherwise),
      };
  }
}

/** An input for the reset of every domain in which a register has one. */
function resetInputs(
  { domains }: Module,
  registers: readonly Signal[],
  name: (wanted: string) => { readonly id: number; readonly name: string },
): ReadonlyMap<string, Signal> {
  const inputs = new Map<string, Signal>();
  for (const { name: domain, reset, site } of domains) {
    const isUsed = registers.some((register) => register.domain === domain && register.init !== undefined);
    if (reset === undefined || !isUsed) continue;
    inputs.set(domain, {
      ...name(reset),
      role: "input",
      type: { kind: "uint", width: 1 },
      domain: "async",
      init: undefined,
      value: undefined,
      crossing: undefined,
      instance: undefined,
      group: undefined,
      doc: undefined,
      site,
    });
  }
  return inputs;
}

/** After everything else, so that a reset wins. */
function resetStatements(
  { domains }: Module,
  registers: readonly Signal[],
  resets: ReadonlyMap<string, Signal>,
  nextOf: (register: Signal) => Signal,
): Statement[] {
  return registers.flatMap((register): Statement[] => {
    const { init, type, site } = register;
    const reset = resets.get(register.domain ?? "");
    if (reset === undefined || init === undefined) return [];
    const set = assign(nextOf(register), { op: "literal", bits: init, type, site });
    const isHigh = domains.find(({ name }) => name === register.domain)?.resetActive === "high";
    const [then, otherwise] = isHigh ? [[set], []] : [[], [set]];
    return [{ kind: "if", condition: reference(reset), then, otherwise, site }];
  });
}

const reference = (signal: Signal): Expr => ({ op: "ref", signal, type: signal.type, site: signal.site });

const assign = (signal: Signal, value: Expr): Statement => ({
  kind: "assign",
  target: { kind: "whole", signal },
  value,
  site: signal.site,
});
