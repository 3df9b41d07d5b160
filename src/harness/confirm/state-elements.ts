/**
 * Everything of a design that keeps a value between edges, by path: what a replay has to put in place before its first
 * step. Invariant: the order is the same for the same design, so a list of values needs no names beside it.
 */
import {
  bitWidth,
  type Design,
  type Memory,
  type MemoryRead,
  type Module,
  type Signal,
} from "../../ir/index.ts";

interface StateElementBase {
  /** Names of instances and its own, joined by dots. */
  readonly path: string;
  /** Holds it. */
  readonly module: Module;
  /** Bits of a word. */
  readonly width: number;
  /** Words that the Verilog gives it by itself at the start; undefined when it starts unknown there. */
  readonly initial: readonly bigint[] | undefined;
}

export type StateElement = StateElementBase &
  (
    | { readonly kind: "register"; readonly signal: Signal }
    | { readonly kind: "read"; readonly port: MemoryRead }
    | { readonly kind: "memory"; readonly memory: Memory }
  );

/** Registers, memories, and the output registers of latency-1 read ports. */
export function stateElements(design: Design): StateElement[] {
  return below(design.top, "");
}

function below(module: Module, prefix: string): StateElement[] {
  if (module.external !== undefined) return [];
  const registers = module.signals
    .filter(({ role }) => role === "register")
    .map(
      (signal): StateElement => ({
        kind: "register",
        path: `${prefix}${signal.name}`,
        module,
        signal,
        width: bitWidth(signal.type),
        initial: declaredValue(module, signal),
      }),
    );
  const memories = module.memories.flatMap((memory): StateElement[] => {
    const width = bitWidth(memory.type);
    const { init, depth } = memory;
    const initial = init && Array.from({ length: depth }, (_, address) => init[address] ?? 0n);
    const reads = memory.latency === 1 ? memory.reads : [];
    return [
      { kind: "memory", path: `${prefix}${memory.name}`, module, memory, width, initial },
      ...reads.map((port): StateElement => {
        return { kind: "read", path: `${prefix}${port.name}`, module, port, width, initial: undefined };
      }),
    ];
  });
  const children = module.instances.flatMap((instance) =>
    below(instance.module, `${prefix}${instance.name}.`),
  );
  return [...registers, ...memories, ...children];
}

/** Only a register that no reset initialises has its value in its declaration. */
function declaredValue(module: Module, { init, domain }: Signal): readonly bigint[] | undefined {
  const found = module.domains.find(({ name }) => name === domain);
  return init !== undefined && found?.resetKind === "none" ? [init] : undefined;
}

/** Raw words of an element: one, or as many as the memory is deep. */
export const wordsOf = (element: StateElement): number =>
  element.kind === "memory" ? element.memory.depth : 1;
