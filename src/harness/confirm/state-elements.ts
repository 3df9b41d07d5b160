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

export type StateElement =
  | {
      readonly kind: "register";
      readonly path: string;
      readonly module: Module;
      readonly signal: Signal;
      readonly width: number;
    }
  | {
      readonly kind: "read";
      readonly path: string;
      readonly module: Module;
      readonly port: MemoryRead;
      readonly width: number;
    }
  | {
      readonly kind: "memory";
      readonly path: string;
      readonly module: Module;
      readonly memory: Memory;
      readonly width: number;
    };

/** Registers, output registers of latency-1 read ports, and memories that are written or start without content. */
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
      }),
    );
  const memories = module.memories.flatMap((memory): StateElement[] => {
    const width = bitWidth(memory.type);
    const reads = memory.latency === 1 ? memory.reads : [];
    const isConstant = memory.init !== undefined && memory.writes.length === 0;
    return [
      ...(isConstant
        ? []
        : [{ kind: "memory" as const, path: `${prefix}${memory.name}`, module, memory, width }]),
      ...reads.map((port) => ({ kind: "read" as const, path: `${prefix}${port.name}`, module, port, width })),
    ];
  });
  const children = module.instances.flatMap((instance) =>
    below(instance.module, `${prefix}${instance.name}.`),
  );
  return [...registers, ...memories, ...children];
}

/** Raw words of an element: one, or as many as the memory is deep. */
export const wordsOf = (element: StateElement): number =>
  element.kind === "memory" ? element.memory.depth : 1;
