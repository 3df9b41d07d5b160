/** Which statements drive a signal. Invariant: a signal's statements are those of the module's body, in order, without the assignments to others. */
import type { Module, Signal, Statement } from "../../ir/index.ts";

const known = new WeakMap<Module, ReadonlyMap<Signal, readonly Statement[]>>();

export function driversOf(module: Module): ReadonlyMap<Signal, readonly Statement[]> {
  const found = known.get(module) ?? split(module.body);
  known.set(module, found);
  return found;
}

function split(body: readonly Statement[]): Map<Signal, Statement[]> {
  const drivers = new Map<Signal, Statement[]>();
  const add = (signal: Signal, statement: Statement): void => {
    const list = drivers.get(signal) ?? [];
    list.push(statement);
    drivers.set(signal, list);
  };
  for (const statement of body) {
    switch (statement.kind) {
      case "assign":
        add(statement.target.signal, statement);
        break;
      case "if": {
        const [then, otherwise] = [split(statement.then), split(statement.otherwise)];
        for (const signal of new Set([...then.keys(), ...otherwise.keys()])) {
          add(signal, { ...statement, then: then.get(signal) ?? [], otherwise: otherwise.get(signal) ?? [] });
        }
        break;
      }
      case "match": {
        const arms = statement.arms.map(({ body: inside }) => split(inside));
        const rest = statement.otherwise === undefined ? undefined : split(statement.otherwise);
        const signals = new Set(
          [...arms, ...(rest === undefined ? [] : [rest])].flatMap((map) => [...map.keys()]),
        );
        for (const signal of signals) {
          add(signal, {
            ...statement,
            arms: statement.arms.map((arm, i) => ({ ...arm, body: arms[i]?.get(signal) ?? [] })),
            otherwise: rest === undefined ? undefined : (rest.get(signal) ?? []),
          });
        }
      }
    }
  }
  return drivers;
}
