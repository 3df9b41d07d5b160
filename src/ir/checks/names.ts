/** Modules of one name and different content, which would overwrite each other's Verilog file. */
import { type Diagnostic, diagnostic } from "../../diagnostics/index.ts";
import type { Design, Module } from "../design.ts";
import { sameModule } from "../equal.ts";
import { partyOf } from "./describe.ts";

export function checkNames(design: Design): Diagnostic[] {
  const byName = new Map<string, Module>();
  return design.modules.flatMap((module) => {
    const name = module.external?.verilogName ?? module.name;
    const other = byName.get(name);
    if (other === undefined) {
      byName.set(name, module);
      return [];
    }
    const bothExternal = module.external !== undefined && other.external !== undefined;
    // One Verilog module may be wrapped twice, for two sets of parameters.
    if (bothExternal || sameModule(other, module)) return [];
    const difference = differenceOf(other, module);
    return [
      diagnostic("BL0206", { name, difference }, [
        partyOf(`first module \`${name}\``, other),
        partyOf(`second module \`${name}\``, module),
      ]),
    ];
  });
}

/** The first difference a reader would notice. */
function differenceOf(a: Module, b: Module): string {
  if ((a.external === undefined) !== (b.external === undefined)) return "one of them is a black box";
  const ports = (module: Module): string => module.ports.map((port) => port.name).join(", ");
  if (ports(a) !== ports(b)) return `ports ${ports(a)} against ${ports(b)}`;
  const memory = (module: Module): number => module.memories.length;
  if (a.signals.length !== b.signals.length || memory(a) !== memory(b)) return "different signals";
  return "different bodies";
}
