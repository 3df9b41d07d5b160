/** BL0201 to BL0203, BL0207 to BL0209: who drives a signal, and who reads it. */
import { capital, entry } from "./entry.ts";

/** A signal, or some bits of it. */
export interface Driven {
  readonly role: string;
  readonly name: string;
  readonly module: string;
  /** "bit 3", "bits 7 to 4", "element 2"; undefined for all of them. */
  readonly bits: string | undefined;
}

const some = ({ bits, role, name, module }: Driven): string =>
  `${bits === undefined ? "" : `${bits} of `}${role} \`${name}\` of \`${module}\``;

const be = ({ bits }: Driven): string => (/^(bits|elements) /.test(bits ?? "") ? "are" : "is");

const error = { kind: "design", severity: "error" } as const;
const warning = { kind: "design", severity: "warning" } as const;

export const driverEntries = {
  BL0201: entry<Driven & { path: readonly string[]; byIndex: boolean }>({
    ...error,
    title: "Latch: not assigned on every path",
    message: (d) => {
      const what = `${capital(some(d))} ${be(d)}`;
      return d.byIndex
        ? `${what} assigned only at a run-time index, which leaves the other elements without a value.`
        : `${what} not assigned on every path: there is no value when ${d.path.join(" and ")}.`;
    },
    help: (d) =>
      d.byIndex
        ? `Give \`${d.name}\` a default for all of it before the assignment at an index.`
        : `Assign \`${d.name}\` a default before the branches, or assign it in the branch that lacks it.`,
    page: `A combinational signal has a value in every cycle. If some path through \`when\` and \`match\` assigns it nothing, hardware
would have to remember the last value: a latch, which no clock controls. Bitloom refuses it. The message names one path
without an assignment; the locations show the branches on it.

Wrong:

    when(enable, () => { result.value = sum; });

Right, with a default that the branch overrides:

    result.value = 0;
    when(enable, () => { result.value = sum; });

Right, with a value in each branch:

    when(enable, () => { result.value = sum; }).otherwise(() => { result.value = 0; });

A signal that must remember is a register: \`const result = reg(uint(8))\` and \`result.next = sum\`.`,
  }),
  BL0202: entry<Driven & { isConditional: boolean }>({
    ...error,
    title: "Double driver",
    message: (d) =>
      `${capital(some(d))} ${be(d)} driven twice: the second assignment replaces the first on every path, so the first${d.isConditional ? ", inside a branch," : ""} never takes effect.`,
    help: (d) =>
      d.isConditional
        ? `Move the unconditional assignment of \`${d.name}\` before the branch, where it is a default.`
        : `Remove one of the two assignments of \`${d.name}\`, or put the second under a \`when\`.`,
    page: `The last assignment to a bit wins. When a later assignment covers the same bits without any condition, the earlier one can
never take effect: a second driver by mistake, or a default written in the wrong place.

Wrong:

    result.value = sum;
    result.value = difference;

Wrong, the default comes last:

    when(enable, () => { result.value = sum; });
    result.value = 0;

Right, a default that a branch overrides:

    result.value = 0;
    when(enable, () => { result.value = sum; });

Also right: a default for the whole signal, then a fixed assignment to some bits of it.`,
  }),
  BL0203: entry<Driven>({
    ...error,
    title: "Nothing drives it",
    message: (d) => `Nothing drives ${some(d)}.`,
    help: (d) =>
      d.role === "register"
        ? `Assign \`${d.name}.next\`, give it an init if it is a constant, or remove it.`
        : `Assign \`${d.name}\` a value, or remove it.`,
    page: `Every wire, output, input of an instance and register without an init needs an assignment for each of its bits, or its value
is unknown for ever.

Wrong:

    const queue = instance(Fifo(8, 4));
    out.value = queue.deq.data;          // queue.enq and queue.deq.ready are left open

Right:

    connect(input, queue.enq);
    connect(queue.deq, output);

An input of an instance that must do nothing is tied: \`queue.flush.value = 0\`.`,
  }),
  BL0207: entry<{ role: string; name: string; module: string }>({
    ...warning,
    title: "Drives nothing",
    message: (d) =>
      `${capital(d.role)} \`${d.name}\` of \`${d.module}\` drives nothing that can be observed: no output, instance or assertion depends on it.`,
    help: (d) =>
      `Remove \`${d.name}\`, connect it, or start its name with an underscore if it is meant to be unused.`,
    page: `A signal, register or memory whose value reaches no output, no instance, no assertion and no other used state is removed by every
synthesis tool. Most often an assignment was forgotten. Of a chain of such signals only the last is reported.

Wrong:

    const last = count.eq(9);
    wrapped.value = enable;              // meant: last.and(enable)

Names that start with an underscore or contain "unused" are not reported.`,
  }),
  BL0208: entry<{ name: string; module: string }>({
    ...warning,
    title: "Input never read",
    message: (d) => `Nothing observable in \`${d.module}\` depends on its input \`${d.name}\`.`,
    help: (d) =>
      `Use \`${d.name}\`, remove it, or start its name with an underscore if the interface needs it.`,
    page: `An input that no output, state, instance or assertion depends on is either left over or forgotten. A struct of inputs is reported
only when none of its fields is used. Names that start with an underscore or contain "unused" are not reported.

Wrong:

    module("gate", { a: input(bit), enable: input(bit), q: output(bit) }, ({ a, q }) => { q.value = a; })

Right:

    module("gate", { a: input(bit), enable: input(bit), q: output(bit) }, ({ a, enable, q }) => {
      q.value = a.and(enable);
    })`,
  }),
  BL0209: entry<{ name: string; module: string; bits: string | undefined; init: string }>({
    ...warning,
    title: "Register never changes",
    message: (d) => {
      const part = d.bits === undefined ? "" : `${d.bits} of `;
      return `${capital(`${part}register \`${d.name}\``)} of \`${d.module}\` ${be({ ...d, role: "" })} never assigned, so it keeps its init ${d.init}.`;
    },
    help: (d) => `Assign \`${d.name}.next\`, or use a constant instead of a register.`,
    page: `A register with an init and no assignment holds its init for ever: a constant that costs flip-flops until the synthesis tool finds
out, and most often a forgotten \`next\`.

Wrong:

    const count = reg(uint(8), { init: 0 });
    when(enable, () => { total.next = count.add(1); });    // meant: count.next

Right:

    when(enable, () => { count.next = count.add(1); });`,
  }),
} as const;
