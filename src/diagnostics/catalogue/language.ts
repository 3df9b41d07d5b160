/** BL01xx: the language, found while a module's body runs. */
import { capital, entry } from "./entry.ts";

const design = { kind: "design", severity: "error" } as const;

export const languageEntries = {
  BL0101: entry<{ what: string }>({
    ...design,
    title: "Hardware outside a module",
    message: (d) => `${d.what} is used outside a module's body.`,
    help: () => "Move it into the function that you give to `module(name, ports, body)`.",
    page: `Registers, wires and operators on them belong to the module whose body is running. At the top level of a file, or
after the body has ended, there is none.

Wrong:

    const count = reg(uint(8));
    const Counter = module("counter", { q: output(uint(8)) }, ({ q }) => { q.value = count; });

Right:

    const Counter = module("counter", { q: output(uint(8)) }, ({ q }) => {
      const count = reg(uint(8), { init: 0 });
      ...
    });`,
  }),
  BL0102: entry<{ what: string; found: string; allowed: string }>({
    ...design,
    title: "Bad parameter",
    message: (d) => `${capital(d.what)} is ${d.found}; allowed is ${d.allowed}.`,
    help: () => "Give a value in the allowed range.",
    page: `Widths, lengths, depths, indices and options are checked where they are given. Fractions, NaN, negative numbers and
values past the end of what they index are refused.

Wrong:   \`uint(0)\`, \`x.slice(8, 0)\` of an 8-bit x, \`memory(uint(8), { depth: 2.5, ... })\`
Right:   \`uint(1)\`, \`x.slice(7, 0)\`, \`memory(uint(8), { depth: 3, ... })\``,
  }),
  BL0103: entry<{ member: string; members: string }>({
    ...design,
    title: "Bad enum member",
    message: (d) => `The enum member "${d.member}" is no identifier or stands twice in: ${d.members}.`,
    help: () => "Give every member its own name of letters, digits and underscores.",
    page: 'Members become localparams in the Verilog, so each is an identifier and stands once: `enumOf("idle", "busy")`.',
  }),
  BL0104: entry<{ what: string; found: string; expected: string; foundWidth: number; expectedWidth: number }>(
    {
      ...design,
      title: "Width mismatch",
      message: (d) => `${capital(d.what)} is ${d.found}, expected ${d.expected}.`,
      help: (d) =>
        d.expectedWidth === 1 && d.what.startsWith("the condition")
          ? "Say what makes it true: `.ne(0)`, `.eq(value)`, or `.any()` for any bit."
          : d.foundWidth < d.expectedWidth
            ? `Extend it: \`.${d.found.startsWith("sint") ? "sext" : "zext"}(${d.expectedWidth})\`.`
            : `Say that high bits are dropped: \`.trunc(${d.expectedWidth})\`, or widen the other side.`,
      page: `Nothing is extended or truncated silently. Operators take two values of the same width, assignments a value of the
target's width.

Wrong:   \`sum.value = a.addc(b)\` where sum is as wide as a
Right:   \`sum.value = a.add(b)\` (modulo 2^width), or a sum one bit wider, or \`a.addc(b).trunc(8)\``,
    },
  ),
  BL0105: entry<{ what: string; found: string; expected: string }>({
    ...design,
    title: "Sign mismatch",
    message: (d) => `${capital(d.what)} is ${d.found}, expected ${d.expected}.`,
    help: () =>
      "Convert on purpose: `.asSint()` and `.asUint()` keep the bits, `.zext(n).asSint()` keeps the value.",
    page: `Signed and unsigned values never mix: in Verilog one unsigned operand makes the whole expression unsigned.

Wrong:   \`signedSum.add(byte)\`
Right:   \`signedSum.add(byte.zext(9).asSint())\` with a 9-bit signedSum`,
  }),
  BL0106: entry<{ member: string; enumeration: string; members: string }>({
    ...design,
    title: "No such enum member",
    message: (d) => `"${d.member}" is no member of ${d.enumeration}; its members are ${d.members}.`,
    help: () => "Use one of the members.",
    page: 'An enum value takes its members by name: `state.next = "idle"`.',
  }),
  BL0107: entry<{ what: string; found: string; expected: string }>({
    ...design,
    title: "Type mismatch",
    message: (d) => `${capital(d.what)} is ${d.found}, expected ${d.expected}.`,
    help: () => "Give a value of the expected type, or a literal that fits it.",
    page: `A value of one kind was given where another is expected: an enum for a number, an array for a struct, a struct with
other fields, \`undefined\` from a missing property. \`asUint()\` gives the packed bits of anything, \`fromBits(type, bits)\` the
way back.`,
  }),
  BL0108: entry<{ what: string; module: string; owner: string }>({
    ...design,
    title: "Signal of another module",
    message: (d) =>
      `${capital(d.what)} in module \`${d.module}\` uses a signal that belongs to module \`${d.owner}\`.`,
    help: () => "Bring the value in through a port, or use it in the module that owns it.",
    page: `A body sees its own ports and what it made itself. A signal that leaked out of another body (through a variable outside
both) has no wire between the modules.`,
  }),
  BL0109: entry<{
    what: string;
    literal: string;
    type: string;
    low: string;
    high: string;
    whole: boolean;
  }>({
    ...design,
    title: "Literal does not fit",
    message: (d) =>
      d.whole
        ? `${capital(d.what)} is ${d.literal}, which does not fit ${d.type}: its range is ${d.low} to ${d.high}.`
        : `${capital(d.what)} is ${d.literal}, which is no whole number; ${d.type} holds ${d.low} to ${d.high}.`,
    help: () => "Use a value in the range, or a wider type.",
    page: `Literals take the type of what they meet and must fit it.

Wrong:   \`byte.next = 256\`, \`byte.eq(-1)\`, \`byte.add(0.5)\`
Right:   \`byte.next = 255\``,
  }),
  BL0110: entry<{ how: string; role: string }>({
    ...design,
    title: "Not a target",
    message: (d) => `\`.${d.how}\` is assigned on ${d.role}.`,
    help: (d) =>
      d.how === "next"
        ? "`.next` belongs to registers; wires, outputs and instance inputs take `.value`."
        : "`.value` belongs to wires, outputs and instance inputs; registers take `.next`, the rest cannot be driven.",
    page: `Registers are assigned with \`.next\` (at the clock edge); wires, outputs and the inputs of instances with \`.value\` (in
the same cycle). Inputs, expressions and the outputs of instances already have a driver.`,
  }),
  BL0111: entry<Record<string, never>>({
    ...design,
    title: "The next value cannot be read",
    message: () => "`.next` is read; it can only be assigned.",
    help: () =>
      "Read the register itself for its present value, or compute the next value in a wire and use that twice.",
    page: "`register.next = e` says what the register becomes. To use the same value elsewhere, name it: `const after = count.add(1); count.next = after;`.",
  }),
  BL0112: entry<{ how: string; module: string; owner: string }>({
    ...design,
    title: "Foreign target",
    message: (d) =>
      `\`.${d.how}\` is assigned in module \`${d.module}\` on a signal that belongs to module \`${d.owner}\`.`,
    help: () => "Drive it in the module that owns it, and bring the value there through a port.",
    page: "A register or wire is driven only by the body that made it, or for an instance's input by the parent's body.",
  }),
  BL0113: entry<{ what: string }>({
    ...design,
    title: "Not a constant",
    message: (d) => `${capital(d.what)} is not a constant.`,
    help: () => "Give numbers, enum members, lists or objects of them, or `literal(type, value)`.",
    page: "Reset values and initial memory contents are fixed when the Verilog is written.",
  }),
  BL0114: entry<{ what: string }>({
    ...design,
    title: "Broken when chain",
    message: (d) => `\`${d.what}\` does not follow its \`when\` directly.`,
    help: () =>
      "Chain it at once: `when(a, ...).elseWhen(b, ...).otherwise(...)`, `otherwise` last and once.",
    page: "`elseWhen` and `otherwise` continue the `when` they are called on; no other statement may stand between, and nothing follows `otherwise`.",
  }),
  BL0115: entry<{ arm: string; type: string; allowed: string }>({
    ...design,
    title: "No such arm",
    message: (d) => `The arm "${d.arm}" is no value of ${d.type}; allowed is ${d.allowed}.`,
    help: () => "Name arms by the enum's members or by numbers that fit the subject.",
    page: "Each arm of `match` is a value of the subject's type.",
  }),
  BL0116: entry<{ missing: string; type: string }>({
    ...design,
    title: "Missing arm",
    message: (d) => `match over ${d.type} has no arm for ${d.missing}.`,
    help: () => "Add the arms, or a third argument for all the rest.",
    page: "A match handles every value, so that no state is forgotten. For enums tsc reports a missing arm too.",
  }),
  BL0117: entry<{ found: string; expected: string }>({
    ...design,
    title: "Streams of different payload",
    message: (d) => `connect joins a stream of ${d.found} to one of ${d.expected}.`,
    help: () => "Convert the payload between them, or give both the same type.",
    page: "`connect(from, to)` joins two ends with the same payload type; a width adapter or a hand-written assignment goes between different ones.",
  }),
  BL0118: entry<Record<string, never>>({
    ...design,
    title: "Enable on a combinational read",
    message: () => "A read port of a memory of latency 0 has an enable.",
    help: () => "Drop `enable`, or use latency 1.",
    page: "A combinational read has no register that could keep the last word.",
  }),
  BL0119: entry<{ module: string }>({
    ...design,
    title: "Module inside itself",
    message: (d) => `Module \`${d.module}\` instantiates itself.`,
    help: () => "Recursion needs smaller parameters at each step: make a new module for each size.",
    page: "A definition that instantiates itself, directly or through others, has no end. A recursive generator makes a new definition for each size and stops at a smallest one.",
  }),
  BL0120: entry<{ name: string; renamed: string; keyword: boolean }>({
    kind: "design",
    severity: "warning",
    title: "Name changed for Verilog",
    message: (d) =>
      `\`${d.name}\` is ${d.keyword ? "a keyword" : "not an identifier"} in Verilog and becomes \`${d.renamed}\`.`,
    help: () => "Choose another name if that one is to be seen outside.",
    page: "Verilog-2005 and SystemVerilog keywords get an underscore at the end, characters that Verilog does not know become underscores.",
  }),
  BL0121: entry<{ name: string; module: string }>({
    ...design,
    title: "Two ports of one name",
    message: (d) => `Two ports of module \`${d.module}\` are called \`${d.name}\` in the Verilog.`,
    help: () =>
      "Rename one; names join with `_` through groups, streams and structs, and `clock` and `reset` are taken.",
    page: "A stream `a` has ports `a_valid`, `a_ready` and `a_data`; a port called `a_data` beside it clashes. The clock and reset of the default domain are `clock` and `reset`.",
  }),
  BL0122: entry<Record<string, never>>({
    ...design,
    title: "Stream ends swapped",
    message: () => "connect is given the end that takes beats first and the end that offers them second.",
    help: () => "Swap the arguments: `connect(from, to)`.",
    page: `\`connect(from, to)\` reads from the end that offers beats (a sink port of this module, a source port of an instance) and
drives the end that takes them (a source port of this module, a sink port of an instance).

Wrong:   \`connect(queue.enq, bytes)\`
Right:   \`connect(bytes, queue.enq)\``,
  }),
  BL0123: entry<{ module: string }>({
    ...design,
    title: "Asynchronous body",
    message: (d) => `The body of module \`${d.module}\` is an async function.`,
    help: () => "Make it an ordinary function; wait for files and the like before `module(...)` is called.",
    page: "A body runs once, from start to end, while its module is elaborated. What stands behind the first `await` would come too late.",
  }),
  BL0132: entry<{ found: string }>({
    ...design,
    title: "Several bits through a synchroniser",
    message: (d) => `synchronize takes one bit, found ${d.found}.`,
    help: () => "Bring several bits across through an asynchronous FIFO.",
    page: "Bits that change together arrive at different cycles when each is synchronised by itself. Use `AsyncFifo` of the block library.",
  }),
  BL0133: entry<{ domain: string; module: string }>({
    ...design,
    title: "Clock domain with two reset styles",
    message: (d) =>
      `The clock domain \`${d.domain}\` in module \`${d.module}\` is used with two reset styles.`,
    help: () => "Use one domain object for it everywhere, or declare both alike.",
    page: "A domain has one reset: synchronous, asynchronous or none, active high or low. Module and instance must agree on it.",
  }),
} as const;
