/** BL0204 to BL0206, BL0210 to BL0214: loops, clock domains, names and shapes of the elaborated design. */
import { entry } from "./entry.ts";

const error = { kind: "design", severity: "error" } as const;
const warning = { kind: "design", severity: "warning" } as const;

export const structureEntries = {
  BL0204: entry<{ module: string; path: readonly string[] }>({
    ...error,
    title: "Combinational loop",
    message: (d) => `\`${d.module}\` has a combinational loop: ${d.path.join(" -> ")}.`,
    help: (d) =>
      d.path.length <= 2
        ? `Make \`${d.path[0] ?? ""}\` a register, or compute it without itself.`
        : `Break the loop with a register, or compute \`${d.path[0] ?? ""}\` without \`${d.path.at(-2) ?? ""}\`.`,
    page: `A bit that depends on itself without a register between has no defined value: it may oscillate or settle by chance. The message lists
the signals in the direction the data flows; each location shows where one takes its value from the one before. Loops are found
bit by bit, so \`chain[i + 1]\` computed from \`chain[i]\` is no loop, and through instances, by which outputs of a module depend on
which of its inputs in the same cycle.

Wrong:

    total.value = total.add(step);       // a wire that adds to itself

Right:

    const total = reg(uint(8), { init: 0 });
    total.next = total.add(step);

A ready-valid loop (\`valid\` computed from \`ready\` on one side, \`ready\` from \`valid\` on the other) is broken by a register slice or a
skid buffer.`,
  }),
  BL0205: entry<{
    module: string;
    sink: string;
    sinkDomain: string;
    source: string;
    sourceDomain: string;
    isAsynchronous: boolean;
    /** Bits of the source. */
    width: number;
  }>({
    ...error,
    title: "Clock crossing",
    message: (d) => {
      const source = d.isAsynchronous
        ? `the asynchronous input \`${d.source}\``
        : `\`${d.source}\` of domain \`${d.sourceDomain}\``;
      return `In \`${d.module}\`, ${d.sink} of domain \`${d.sinkDomain}\` depends on ${source} without a synchroniser.`;
    },
    help: (d) =>
      d.width === 1
        ? `Read it through \`synchronize(${d.source})\`${d.isAsynchronous ? "" : ", or correct the domain of a port"}.`
        : `Bring it across as a stream, with \`instance(AsyncFifo(type, depth), { domains: { write: ..., read: ... } })\`, or correct the domain of a port.`,
    page: `A register that samples a value while it changes may become metastable, and several bits may be sampled from different cycles. A
value belongs to the clock domain of the registers and inputs it is computed from; it may be used in that domain only. The
bridges are \`synchronize\` for one bit and the asynchronous FIFO for streams.

Wrong:

    inDomain(slow, () => { const seen = reg(bit); seen.next = fastFlag; });

Right:

    inDomain(slow, () => { const seen = reg(bit); seen.next = synchronize(fastFlag); });

Several bits that change together go through the asynchronous FIFO of \`bitloom/blocks\`, its two sides connected to the domains of
the sender and of the receiver:

    const queue = instance(AsyncFifo(uint(8), 16), { domains: { write: fast, read: slow } });
    connect(bytes, queue.enq);

\`defaultDomain()\` stands for the module's own domain there.

Ports belong to a domain as well: \`input(bit, { domain: slow })\`, or to none: an asynchronous input may feed a synchroniser only. A
signal mixed from two domains belongs to both and fits in neither.`,
  }),
  BL0206: entry<{ name: string; difference: string }>({
    ...error,
    title: "Two modules of one name",
    message: (d) => `Two different modules are called \`${d.name}\`: ${d.difference}.`,
    help: () => "Put the parameters that make the difference into the name.",
    page: `Each module becomes one Verilog module in one file, so its name must tell it from every other. Modules of equal content share one.
A generator whose result depends on a parameter needs the parameter in the name.

Wrong:

    const Counter = (width: number) => module("counter", { count: output(uint(width)) }, ...);

Right:

    const Counter = (width: number) => module(\`counter\${width}\`, { count: output(uint(width)) }, ...);`,
  }),
  BL0210: entry<{ name: string; module: string; type: string }>({
    ...error,
    title: "Zero bits",
    message: (d) => `\`${d.name}\` of \`${d.module}\` has no bits: its type is ${d.type}.`,
    help: (d) => `Leave \`${d.name}\` out where the parameter makes it empty.`,
    page: `Verilog has no signal of zero bits. A generator that can come to nothing (a memory of depth 0, an array of length 0, a counter of
\`clog2(1)\` bits) must leave the signal out, or keep at least one bit.

Wrong:

    const delayed = wire(array(uint(8), stages));          // stages may be 0

Right:

    const delayed = stages === 0 ? undefined : wire(array(uint(8), stages));`,
  }),
  BL0211: entry<{ arm: string; subject: string; module: string }>({
    ...warning,
    title: "Arm never taken",
    message: (d) =>
      `In \`${d.module}\`, the arm ${d.arm} of the match on \`${d.subject}\` can never be taken.`,
    help: () => "Remove the arm, or correct its values.",
    page: `An arm without values of its own, with values that the width of the subject cannot hold, or an \`otherwise\` after arms for every value
is never taken. The \`otherwise\` of an enum that lists every member is not reported when the width has spare encodings.

Wrong:

    match(uint2, { 0() { ... }, 1() { ... }, 2() { ... }, 3() { ... }, otherwise() { ... } });`,
  }),
  BL0212: entry<{ condition: string; module: string; answer: "true" | "false" }>({
    ...warning,
    title: "Comparison with one answer",
    message: (d) => `In \`${d.module}\`, the condition \`${d.condition}\` is always ${d.answer}.`,
    help: () => "Check the bound: an unsigned value is never below 0 nor above the largest of its width.",
    page: `An unsigned value is at least 0 and at most \`2 ** width - 1\`; a comparison with these bounds may have one answer only, and the branch
is always or never taken.

Wrong:

    when(count.lt(0), () => { count.next = 9; });

Right, for a count that wraps below zero:

    when(count.eq(0), () => { count.next = 9; }).otherwise(() => { count.next = count.sub(1); });`,
  }),
  BL0213: entry<{ module: string; name: string; domains: readonly string[] }>({
    ...error,
    title: "Memory shared by clock domains",
    message: (d) =>
      `Memory \`${d.name}\` of \`${d.module}\` has ports in the domains ${d.domains.map((name) => `\`${name}\``).join(" and ")}, with nothing that keeps reads off words being written.`,
    help: () => "Use the asynchronous FIFO, or keep all ports of the memory in one domain.",
    page: `A word that one clock writes while another clock reads it may be seen half old and half new. A memory may have ports in two
domains only inside a protocol that keeps them apart, such as the asynchronous FIFO's pointers; \`expert.dualClockMemory\` asks for the
reason in words.

Wrong:

    const store = memory(uint(8), { depth: 16, latency: 1, readUnderWrite: "old" });
    store.write({ addr: tail, data, domain: fast });
    out.value = store.read(head, { domain: slow });

Right:

    const queue = instance(AsyncFifo(uint(8), 16), { domains: { write: fast, read: slow } });`,
  }),
  BL0214: entry<{ module: string; name: string }>({
    ...error,
    title: "Memory without content",
    message: (d) =>
      `Memory \`${d.name}\` of \`${d.module}\` is read, but nothing writes it and it has no initial content.`,
    help: () => "Give it a write port, or an `init`.",
    page: `Every word that such a memory gives is unknown.

Wrong:

    const table = memory(uint(8), { depth: 4, latency: 0, readUnderWrite: "old" });
    q.value = table.read(index);

Right:

    const table = memory(uint(8), { depth: 4, latency: 0, readUnderWrite: "old", init: [1, 3, 5, 7] });
    q.value = table.read(index);`,
  }),
} as const;
