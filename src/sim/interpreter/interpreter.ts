/**
 * Runs an elaborated design over BigInt, two-state, straight from the definitions in src/ir/design.ts: the oracle that
 * the Verilog writer and the faster simulators are compared with. Settling repeats whole passes until nothing changes
 * instead of ordering the logic: without a combinational loop the fixpoint is unique and does not depend on where the
 * passes start, and a wire whose element i + 1 depends on its element i needs no special case.
 */
import { fail } from "../../diagnostics/index.ts";
import { bitWidth, type Design, type Module, type Signal } from "../../ir/index.ts";
import { randomBits } from "../random.ts";
import { makeModel } from "./black-box-model.ts";
import {
  type BlackBoxModel,
  type Commit,
  inactiveLevel,
  ModuleState,
  type PropertyEvent,
} from "./module-state.ts";

export interface InterpreterOptions {
  /** Chooses the start values of registers without init and of memories without initial content. Default 1. */
  readonly seed?: number;
  /** Makes the stand-in for one instance of a black box, by module name. */
  readonly models?: Readonly<Record<string, () => BlackBoxModel>> | undefined;
}

export interface Interpreter {
  /** Sets an input or reset port of the top to raw bits (0 <= bits < 2^width). Resets start inactive, inputs at 0. */
  readonly poke: (port: string, bits: bigint) => void;
  /** Raw bits of a port of the top, after settling. */
  readonly peek: (port: string) => bigint;
  /** Raw bits of any signal or latency-1 read port below the top: `child.grandchild.value`. */
  readonly look: (path: string) => bigint;
  /** One active edge of these clock domains of the top at the same instant; of all of them when none is named. */
  readonly step: (...domains: readonly string[]) => void;
  /** Assertions and assumptions that failed and covers that were met, in order. */
  readonly events: () => readonly PropertyEvent[];
}

/** Fails with BL0291 on a combinational loop that does not settle, BL0292 on an unknown name, BL0293 on a value that does not fit. */
export function interpret(design: Design, options: InterpreterOptions = {}): Interpreter {
  const { top } = design;
  const random = randomBits(options.seed ?? 1);
  const state = new ModuleState(top, "", { random, model: (module) => makeModel(module, options.models) });
  const states = new Map(allStates(state).map((one) => [one.path, one]));
  const events: PropertyEvent[] = [];
  const limit = combinationalBits(top) + 2;
  let cycle = 0;
  let settled = false;

  function settle(): void {
    if (settled) return;
    let rounds = 0;
    while (state.round()) {
      if (++rounds > limit) fail("BL0291", { module: top.name, rounds });
    }
    settled = true;
  }

  function portOf(name: string, role: "input" | "output" | "any"): Signal {
    const port = top.ports.find((p) => p.name === name && (role === "any" || p.role === role));
    return port ?? fail("BL0292", { name, module: top.name, known: top.ports.map((p) => p.name) });
  }

  function poke(name: string, bits: bigint): void {
    const domain = top.domains.find((d) => d.reset === name);
    const width = domain === undefined ? bitWidth(portOf(name, "input").type) : 1;
    if (bits < 0n || bits >> BigInt(width) !== 0n) fail("BL0293", { name, width, bits: `${bits}` });
    if (domain === undefined) state.set(portOf(name, "input"), bits);
    else state.setReset(domain.name, bits);
    settled = false;
  }

  function step(...named: readonly string[]): void {
    const known = top.domains.map((d) => d.name);
    for (const name of named) if (!known.includes(name)) fail("BL0292", { name, module: top.name, known });
    settle();
    const commits: Commit[] = [];
    state.edge(new Set(named.length === 0 ? known : named), commits, (property, path) => {
      const name = path === "" ? property.name : `${path}.${property.name}`;
      events.push({ kind: property.kind, path: name, message: property.message, cycle });
    });
    for (const commit of commits) commit();
    cycle++;
    settled = false;
  }

  function look(path: string): bigint {
    settle();
    const parts = path.split(".");
    const name = parts.pop();
    const where = parts.join(".");
    const holder = states.get(where);
    const signal = holder?.module.signals.find((s) => s.name === name);
    if (holder !== undefined && signal !== undefined) return holder.valueOf(signal);
    const register = [...(holder?.readRegisters ?? [])].find(([port]) => port.name === name);
    return register?.[1] ?? fail("BL0292", { name: path, module: top.name, known: [] });
  }

  return {
    poke,
    peek(name) {
      settle();
      return state.valueOf(portOf(name, "any"));
    },
    look,
    step,
    events: () => events,
  };
}

/** Raw level of a domain's reset port of the top that resets (`active`) or does not. */
export function resetLevel(design: Design, domainName: string, active: boolean): bigint {
  const domain = design.top.domains.find((d) => d.name === domainName);
  if (domain === undefined) return fail("BL0292", { name: domainName, module: design.top.name, known: [] });
  const inactive = inactiveLevel(domain);
  return active ? 1n - inactive : inactive;
}

/** Passes needed at most: each settles one more bit. */
export function combinationalBits(module: Module): number {
  const own = module.signals.reduce((sum, s) => sum + (s.role === "register" ? 0 : bitWidth(s.type)), 0);
  return module.instances.reduce((sum, instance) => sum + combinationalBits(instance.module), own);
}

/** The state and all below it, parents first. */
export const allStates = (state: ModuleState): readonly ModuleState[] => [
  state,
  ...state.children.flatMap(allStates),
];
