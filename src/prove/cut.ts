/**
 * A function taken apart at inner signals. Invariant: where a cut signal is used it is a free input, and where it is made it is an output, so
 * a claim about both holds of the whole: whatever the first half makes is among what the second one was proved for.
 */
import type { Module, Signal, Statement } from "../ir/index.ts";
import { Copy } from "./inline.ts";
import type { Transition, TransitionPort } from "./transition.ts";

/** Outputs `NAME` and inputs `NAME_free` for every named signal of the design that `isCut` takes. */
export function cutAt({ design, ports }: Transition, isCut: (signal: Signal) => boolean): Transition {
  const { top } = design;
  const cuts = top.signals.filter((signal) => signal.role === "node" && isCut(signal));
  const signals: Signal[] = [];
  const add = (signal: Signal, changes: Partial<Signal>): Signal => {
    const made = { ...signal, ...changes, id: signals.length };
    signals.push(made);
    return made;
  };
  const port = { domain: "async", value: undefined, group: undefined, instance: undefined } as const;
  const copied = new Copy((signal, translate) =>
    cuts.includes(signal)
      ? add(signal, { ...port, role: "input", name: `${signal.name}_free` })
      : add(signal, { value: signal.value === undefined ? undefined : translate(signal.value) }),
  );
  for (const signal of top.signals) copied.signal(signal);
  const body = top.body.map((statement) => copied.statement(statement));
  const made = cuts.flatMap((cut): { signal: Signal; statement: Statement }[] => {
    if (cut.value === undefined) return [];
    const signal = add(cut, { ...port, role: "output" });
    const target = { kind: "whole", signal } as const;
    return [{ signal, statement: { kind: "assign", target, value: copied.expr(cut.value), site: cut.site } }];
  });
  const list: TransitionPort[] = [
    ...ports.map((one) => ({ ...one, signal: copied.signal(one.signal) })),
    ...cuts.map((cut) => ({ role: "input" as const, signal: copied.signal(cut) })),
    ...made.map(({ signal }) => ({ role: "output" as const, signal })),
  ];
  const module: Module = {
    ...top,
    ports: list.map(({ signal }) => signal),
    signals,
    body: [...body, ...made.map(({ statement }) => statement)],
  };
  return { design: { top: module, modules: [module] }, ports: list };
}
