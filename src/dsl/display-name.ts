/** How messages call a signal while its module is being elaborated, before it has its name in the Verilog. */
import type { Signal } from "../ir/index.ts";
import type { SignalDraft } from "./context.ts";
import { nameOf } from "./naming/index.ts";

/** The designer's own words: `count`, `bus_valid`, `adder.sum` for a port of an instance. Undefined without any. */
export function displayName(signal: Signal | SignalDraft): string | undefined {
  if (signal.name !== "") return signal.name;
  if (signal.instance) {
    const { instance, port } = signal.instance;
    const owner = instance.site && nameOf(instance.site)?.name;
    return owner === undefined ? port.name : `${owner}.${port.name}`;
  }
  const isPort = signal.role === "input" || signal.role === "output";
  const fixed = "fixedName" in signal ? signal.fixedName : undefined;
  const own = fixed ?? (signal.site && nameOf(signal.site)?.name);
  // A port's fixed name has the path of a struct's field in it already.
  return own !== undefined && signal.group && !isPort ? `${own}_${signal.group.path}` : own;
}
