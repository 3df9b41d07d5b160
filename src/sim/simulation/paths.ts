/** Names of the running design: what was probably meant by a path that leads nowhere, and the fields of a struct. */
import { BitloomError, fail } from "../../diagnostics/index.ts";
import type { Design, Module, Signal } from "../../ir/index.ts";
import { allSignals, designScopes } from "../waves/design-signals.ts";
import { nearNames } from "../waves/near.ts";

/** What `look` gives; its BL0292 comes with the names of signals and memories close to `path`. */
export function foundAt<T>(design: Design, path: string, look: () => T): T {
  try {
    return look();
  } catch (error) {
    if (!(error instanceof BitloomError) || error.diagnostics[0]?.code !== "BL0292") throw error;
    const signals = allSignals(designScopes(design)).map((signal) => signal.path);
    return fail("BL0292", {
      name: path,
      module: design.top.name,
      known: design.top.ports.map(({ name }) => name),
      near: nearNames(path, [...signals, ...memoryPaths(design.top, "")]),
    });
  }
}

/** Fields of the struct at this path, of which each is a signal of its own, in order; undefined when it is none. */
export function structAt(design: Design, path: string): readonly Signal[] | undefined {
  const names = path.split(".");
  const last = names.pop();
  let module: Module | undefined = design.top;
  for (const name of names) module = module?.instances.find((instance) => instance.name === name)?.module;
  const fields = module?.signals.filter(({ group }) => group?.name === last) ?? [];
  return fields.length === 0 ? undefined : fields;
}

function memoryPaths(module: Module, inside: string): string[] {
  return [
    ...module.memories.map(({ name }) => `${inside}${name}`),
    ...module.instances.flatMap((instance) => memoryPaths(instance.module, `${inside}${instance.name}.`)),
  ];
}
