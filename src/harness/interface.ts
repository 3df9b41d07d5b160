/** The top module's interface as data, for people and programs that put generated Verilog into their own designs. */
import { bitWidth, type Design, typeName } from "../ir/index.ts";

export interface DesignInterface {
  readonly top: string;
  readonly clocks: readonly {
    readonly clock: string;
    readonly reset: string | undefined;
    readonly resetKind: "sync" | "async" | "none";
    readonly resetActive: "high" | "low";
  }[];
  /** In the order of the Verilog; width in bits. */
  readonly ports: readonly {
    readonly name: string;
    readonly direction: "input" | "output";
    readonly width: number;
    readonly type: string;
    readonly doc: string | undefined;
  }[];
  /** Children before parents. */
  readonly modules: readonly string[];
}

export const interfaceOf = (design: Design): DesignInterface => ({
  top: design.top.name,
  clocks: design.top.domains.map(({ clock, reset, resetKind, resetActive }) => ({
    clock,
    reset,
    resetKind,
    resetActive,
  })),
  ports: design.top.ports.map((port) => ({
    name: port.name,
    direction: port.role === "input" ? "input" : "output",
    width: bitWidth(port.type),
    type: typeName(port.type),
    doc: port.doc,
  })),
  modules: design.modules.map((module) => module.name),
});
