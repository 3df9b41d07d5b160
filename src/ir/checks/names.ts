/** Modules of one name and different content, which would overwrite each other's Verilog file. */
import { type Diagnostic, diagnostic, type Party } from "../../diagnostics/index.ts";
import type { Design, Module, Signal } from "../design.ts";
import { sameModule } from "../equal.ts";
import { typeName } from "../types.ts";
import { partyOf } from "./describe.ts";

/** BL0206 for each module whose name an earlier one of other content has. */
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
    const details = { name, difference: differenceOf(other, module) };
    const parties = [...partiesOf(design, other, "first"), ...partiesOf(design, module, "second")];
    return [diagnostic("BL0206", details, parties)];
  });
}

/** The definition and one use of it: two results of one generator share the definition. */
function partiesOf(design: Design, module: Module, which: string): Party[] {
  const use = design.modules.flatMap((m) => m.instances).find((instance) => instance.module === module);
  const definition = partyOf(`${which} module`, module);
  return use === undefined ? [definition] : [definition, partyOf(`${which} instantiated here`, use)];
}

/** The first difference a reader would notice. */
function differenceOf(a: Module, b: Module): string {
  if ((a.external === undefined) !== (b.external === undefined)) return "one of them is a black box";
  for (let i = 0; i < Math.max(a.ports.length, b.ports.length); i++) {
    const [first, second] = [portText(a.ports[i]), portText(b.ports[i])];
    if (first !== second) return `port ${i + 1} is ${first} in one and ${second} in the other`;
  }
  const named = (module: Module): string[] => [...module.signals, ...module.memories].map((s) => s.name);
  const missing = named(b).find((name) => !named(a).includes(name));
  const other = missing ?? named(a).find((name) => !named(b).includes(name));
  return other === undefined
    ? "their ports are the same, their contents are not"
    : `only one has \`${other}\``;
}

const portText = (port: Signal | undefined): string =>
  port === undefined ? "missing" : `${port.role} \`${port.name}\` of ${typeName(port.type)}`;
