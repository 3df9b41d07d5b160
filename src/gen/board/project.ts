/**
 * Projects for vendors' tools around any design. Invariant: a project names every Verilog file and memory image of the design, each
 * once, relative to its own folder, and a clock for every clock port.
 */
import type { Design } from "../../ir/index.ts";
import { loadTemplate } from "../../templates/index.ts";
import { deviceInterface } from "../testbench/device.ts";
import type { TextFile } from "../verilog/write.ts";

interface ProjectData {
  readonly project: string;
  readonly top: string;
  readonly part: string;
  readonly family: string;
  readonly sources: readonly string[];
  readonly memories: readonly string[];
  readonly clocks: readonly string[];
  /** Ports that are no clocks. */
  readonly ports: readonly string[];
  readonly period: string;
  /** More than one clock. */
  readonly groups: boolean;
}

const render = {
  tcl: loadTemplate<ProjectData>(new URL("vivado.tcl.hbs", import.meta.url)),
  xdc: loadTemplate<ProjectData>(new URL("vivado.xdc.hbs", import.meta.url)),
  qpf: loadTemplate<ProjectData>(new URL("quartus.qpf.hbs", import.meta.url)),
  qsf: loadTemplate<ProjectData>(new URL("quartus.qsf.hbs", import.meta.url)),
  sdc: loadTemplate<ProjectData>(new URL("quartus.sdc.hbs", import.meta.url)),
};

export const VENDORS = ["vivado", "quartus"] as const;
export type Vendor = (typeof VENDORS)[number];

/** Parts of the boards that most people have: Arty A7-35 and DE10-Nano. */
export const USUAL_PARTS: Readonly<Record<Vendor, { readonly part: string; readonly family: string }>> = {
  vivado: { part: "xc7a35ticsg324-1L", family: "" },
  quartus: { part: "5CSEBA6U23I7", family: "Cyclone V" },
};

export interface ProjectOptions {
  readonly vendor: Vendor;
  readonly design: Design;
  /** Verilog and memory images, as `writeVerilog` gives them. */
  readonly files: readonly TextFile[];
  readonly part?: string;
  /** As Quartus names it. */
  readonly family?: string;
  /** MHz, of every clock. */
  readonly frequency: number;
}

/** The project's own files, named after the top; they go beside the design's. */
export function projectFiles(options: ProjectOptions): TextFile[] {
  const { vendor, design, files, frequency } = options;
  const usual = USUAL_PARTS[vendor];
  const device = deviceInterface(design.top);
  const clocks = device.clocks.map(({ clock }) => clock);
  const resets = device.clocks.flatMap(({ reset }) => (reset === undefined ? [] : [reset]));
  const data: ProjectData = {
    project: design.top.name,
    top: design.top.name,
    part: options.part ?? usual.part,
    family: options.family ?? usual.family,
    sources: files.filter(({ name }) => name.endsWith(".v")).map(({ name }) => name),
    memories: files.filter(({ name }) => name.endsWith(".hex")).map(({ name }) => name),
    clocks,
    ports: [...resets, ...device.ports.map(({ name }) => name)],
    period: (1000 / frequency).toFixed(3),
    groups: clocks.length > 1,
  };
  const kinds = vendor === "vivado" ? (["tcl", "xdc"] as const) : (["qpf", "qsf", "sdc"] as const);
  return kinds.map((kind) => ({ name: `${data.project}.${kind}`, text: render[kind](data) }));
}
