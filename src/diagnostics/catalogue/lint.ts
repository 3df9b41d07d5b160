/** BL03xx: JavaScript operators and statements on signals, found in the source by `bitloom lint`. */
import { capital, entry } from "./entry.ts";

const design = { kind: "design", severity: "error" } as const;

/** A signal under a JavaScript construct, and how it is written in hardware. */
export interface Trap {
  /** The signal as it stands in the source, shortened. */
  readonly signal: string;
  /** The JavaScript construct as a phrase, code in backticks: "`if`", "a template string". */
  readonly construct: string;
  /** What to write instead, as code or as a phrase. */
  readonly instead: string;
}

export const lintEntries = {
  BL0301: entry<Trap>({
    ...design,
    title: "Signal as a JavaScript condition",
    message: (d) =>
      `The signal \`${d.signal}\` is tested by ${d.construct}, which sees an object and never its value.`,
    help: (d) => `Write ${d.instead}.`,
    page: `\`if\`, \`while\`, \`?:\`, \`&&\`, \`||\`, \`!\` and \`??\` decide while the circuit is being built, once. A signal is an object
there, so the test is always true and one branch is lost without a word. Hardware decides with \`when\`, \`mux\` and
the logic operators.

Wrong:

    if (enable) { count.next = count.add(1); }
    const go = valid && ready;
    const idle = !busy;
    const result = select ? a : b;

Right:

    when(enable, () => { count.next = count.add(1); });
    const go = valid.and(ready);
    const idle = busy.not();
    const result = mux(select, a, b);

A test whether an optional signal was given at all is fine: its type has \`undefined\` in it.`,
  }),
  BL0302: entry<Trap>({
    ...design,
    title: "Signals compared with ===",
    message: (d) => `${capital(d.construct)} on the signal \`${d.signal}\` compares objects, not values.`,
    help: (d) => `Write ${d.instead}.`,
    page: `\`===\`, \`==\`, \`!==\` and \`!=\` ask whether two variables hold the same object, once, while the circuit is being built.
\`eq\` and \`ne\` build a comparator that gives one bit in every cycle.

Wrong:   \`const last = count === 7;\`
Right:   \`const last = count.eq(7);\``,
  }),
  BL0303: entry<Trap>({
    ...design,
    title: "Signals ordered with <",
    message: (d) => `${capital(d.construct)} on the signal \`${d.signal}\` orders objects, not values.`,
    help: (d) => `Write ${d.instead}.`,
    page: `\`<\`, \`<=\`, \`>\` and \`>=\` turn both sides into numbers while the circuit is being built, and a signal has no number then.
\`lt\`, \`le\`, \`gt\` and \`ge\` build a comparator; it is signed when both sides are \`sint\`.

Wrong:   \`when(count < 10, ...)\`
Right:   \`when(count.lt(10), ...)\``,
  }),
  BL0304: entry<Trap>({
    ...design,
    title: "JavaScript arithmetic on a signal",
    message: (d) =>
      `${capital(d.construct)} on the signal \`${d.signal}\` computes in JavaScript, not in hardware.`,
    help: (d) => `Write ${d.instead}.`,
    page: `Arithmetic operators of JavaScript work on numbers, and a signal is none. The hardware operators are methods, and their
names say what happens to the width.

| JavaScript | hardware | width of the result |
|---|---|---|
| \`a + b\`, \`a - b\` | \`a.add(b)\`, \`a.sub(b)\` | same, modulo 2^width |
| | \`a.addc(b)\`, \`a.subc(b)\` | one bit more, exact |
| \`a * b\` | \`a.mul(b)\` | sum of both |
| \`a & b\`, \`a \\| b\`, \`a ^ b\`, \`~a\` | \`a.and(b)\`, \`a.or(b)\`, \`a.xor(b)\`, \`a.not()\` | same |
| \`a << n\` | \`a.shl(n)\`, \`a.shlTrunc(n)\` | n bits more, same |
| \`a >> n\`, \`a >>> n\` | \`a.shr(n)\` | same |
| \`-a\` | \`a.neg()\` (sint) | same |
| \`a / b\`, \`a % b\`, \`a ** b\` | none: a divider takes many cycles and is a block | |`,
  }),
  BL0305: entry<Trap>({
    ...design,
    title: "Signal in a string",
    message: (d) =>
      `The signal \`${d.signal}\` is turned into text by ${d.construct}, but it has no value yet.`,
    help: (d) => `Write ${d.instead}.`,
    page: `Strings are made while the circuit is being built, when signals have no values. To look at a value, run the design in a
simulation and read it there. To name something after a parameter, use the number that the parameter is.

Wrong:   \`module(\\\`adder_\${a}\\\`, ...)\` where a is a signal
Right:   \`module(\\\`adder_\${width}\\\`, ...)\` where width is a number`,
  }),
  BL0306: entry<{ signal: string; drivenOnly: boolean }>({
    kind: "design",
    severity: "warning",
    title: "Unused signal",
    message: (d) =>
      d.drivenOnly
        ? `The signal \`${d.signal}\` is driven but never read.`
        : `The signal \`${d.signal}\` is made but never used.`,
    help: () => "Use it, remove it, or start its name with `_` to say that this is meant.",
    page: `A value that nothing reads makes no hardware. Often the operator's result was meant to be assigned: operators
return a new value and change nothing.

Wrong:

    count.add(1);                   // the sum is lost
    const carry = a.addc(b).at(8);  // and nobody reads carry

Right:

    count.next = count.add(1);
    overflow.value = a.addc(b).at(8);`,
  }),
  BL0307: entry<Trap>({
    ...design,
    title: "Signal in a switch",
    message: (d) =>
      `${capital(d.construct)} on the signal \`${d.signal}\` compares objects, so no case is ever taken.`,
    help: (d) => `Write ${d.instead}.`,
    page: `\`switch\` picks a case once, while the circuit is being built, by comparing objects. \`match\` builds a case statement, and tsc
reports an arm that is missing.

Wrong:   \`switch (state) { case State.idle: ... }\`
Right:   \`match(state, { idle() { ... }, busy() { ... } })\``,
  }),
  BL0308: entry<{ file: string; reason: string }>({
    kind: "design",
    severity: "warning",
    title: "Source not fully understood",
    message: (d) => `${d.file} is linted in part only: ${d.reason}`,
    help: () => "Correct that first (tsc says the same); signals whose type is unknown are not checked.",
    page: `The linter knows signals by their TypeScript type. An import that does not resolve and a syntax error leave types unknown, and
what has no known type is not checked. A clean answer would then say nothing, so the cause is reported.`,
  }),
  BL0309: entry<{ file: string; reason: string }>({
    kind: "input",
    severity: "error",
    title: "Nothing to lint",
    message: (d) => `Cannot lint ${d.file}: ${d.reason}.`,
    help: () => "Give TypeScript or JavaScript files, or folders that have some.",
    page: "`bitloom lint` takes files with the extensions ts, tsx, mts, cts, js, jsx, mjs and cjs, and folders, which it searches\n(without `node_modules`, `dist` and declaration files).",
  }),
} as const;
