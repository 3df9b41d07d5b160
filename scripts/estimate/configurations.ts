/**
 * What the cost model is calibrated and checked on: every block of the catalogue in its reference configuration, and variations of
 * their parameters. Invariant: variations that are held out never take part in the calibration.
 */

export interface Variation {
  readonly block: string;
  readonly parameters: Readonly<Record<string, string>>;
  /** Only checked, never calibrated on. */
  readonly held: boolean;
}

/** "BLOCK NAME=VALUE ...". */
export const titleOf = ({ block, parameters }: Pick<Variation, "block" | "parameters">): string =>
  [block, ...Object.entries(parameters).map(([name, value]) => `${name}=${value}`)].join(" ");

/** "NAME=VALUE ..." of each variation; one that starts with "! " is held out. */
const VARIATIONS: Readonly<Record<string, readonly string[]>> = {
  fifo: ["width=4 depth=4", "! width=16 depth=8", "width=8 depth=1", "! width=24 depth=6"],
  "async-fifo": ["width=4 depth=4", "! width=12 depth=8"],
  "skid-buffer": ["width=32", "! width=20"],
  "register-slice": ["width=32", "! width=20"],
  arbiter: ["width=16 count=3", "! width=8 count=8", "priority=fixed", "! width=24 count=5 priority=fixed"],
  gearbox: ["from=8 to=6", "! from=12 to=16", "from=16 to=24 packets=flush", "! from=24 to=16 packets=drop"],
  multiplier: [
    "activation=4 weight=4",
    "! activation=12 weight=10",
    "coding=unsigned method=rows",
    "coding=sign-magnitude weight=3",
    "! activation=6 weight=6 coding=unsigned",
    "! method=rows activation=10",
    "finalAdder=operator",
  ],
  "multiply-accumulate": [
    "activation=8 weight=3 sum=16",
    "! activation=12 weight=8 sum=32",
    "coding=unsigned method=rows sum=20",
    "! coding=sign-magnitude weight=4",
    "finalAdder=operator",
  ],
  "multi-adder": [
    "operands=3 width=16",
    "! operands=12 width=6",
    "style=tree",
    "! style=tree operands=5 width=12 numbers=unsigned",
    "operands=16 width=4 numbers=unsigned",
  ],
  "dot-product": [
    "length=2 weight=4",
    "! length=3 weight=6",
    "length=8 weight=3 style=tree",
    "! length=4 method=rows",
  ],
  "baseline-pe": [
    "weights=int4",
    "! weights=int3",
    "style=naive",
    "! dataflow=output-stationary",
    "dataflow=output-stationary style=naive weights=int4",
    "style=biased",
    "! activationBits=6 sumBits=20",
  ],
  "baseline-array": ["weights=int3 rows=3 cols=2", "! dataflow=output-stationary rows=2 cols=3"],
  "fineq-array": [
    "coding=binary",
    "! coding=direct rows=3 cols=5",
    "activations=offset",
    "! accumulatorBits=18 rows=6 cols=2",
  ],
  "fineq-pe": [
    "coding=binary",
    "coding=direct",
    "! activations=offset",
    "! coding=binary activationBits=5",
    "! accumulatorBits=16 activationBits=6",
    "coding=binary activations=offset",
  ],
  "fineq-stationary-array": ["coding=ternary", "! coding=unary rows=6 cols=3", "! activationBits=6"],
  "fineq-stationary-pe": ["coding=ternary", "! coding=unary", "! above=15 activationBits=6", "above=255"],
  "fineq-encoder": ["coding=binary"],
  "tile-column": [
    "kind=sparse pairs=1",
    "! pairs=2",
    "activationBits=4 pairs=1",
    "! kind=sparse pairs=2 activationBits=6",
    "style=pipelined pairs=2",
    "! tokens=2 pairs=1",
    "pairs=3",
  ],
  "tile-array": ["kind=sparse pairs=1 columns=2", "! pairs=2 columns=2"],
  "tile-grid": [
    "kind=planes pairs=1 columns=2",
    "kind=serial pairs=1 columns=2",
    "! kind=planes pairs=2 columns=2",
    "! kind=serial pairs=3 columns=2",
    "! pairs=2 columns=1",
  ],
  "afpr-engine": ["! rows=4 cols=4"],
  "afpr-sequencer": ["integrate=100 convert=64", "! inputs=differential"],
  "afpr-macro": ["! rows=4 cols=4"],
  "fineq-engine": ["rows=2 cols=2 family=tiles-any", "! rows=3 cols=2 coding=binary"],
  "lieq-engine": ["! rows=2 cols=2 layers=8"],
  "uart-receiver": ["divisor=104", "! divisor=868"],
  "uart-transmitter": ["divisor=104", "! divisor=868"],
  "host-bridge": [],
};

/**
 * Held out as well: sizes at the ends of what blocks of control logic and small multipliers take, where a cover of ours errs most, and a few drawn at random.
 */
const HELD: Readonly<Record<string, readonly string[]>> = {
  arbiter: [
    "width=64 count=2",
    "width=4 count=12",
    "width=32 count=4",
    "width=8 count=2",
    "width=1 count=10 priority=fixed",
    "width=22 count=2 priority=fixed",
    "width=19 count=16 priority=fixed",
  ],
  fifo: ["width=1 depth=16", "width=64 depth=2", "width=28 depth=7", "width=16 depth=5"],
  "async-fifo": ["width=35 depth=2", "width=3 depth=16"],
  "skid-buffer": ["width=3", "width=38"],
  "register-slice": ["width=5", "width=61"],
  gearbox: ["from=32 to=28", "from=28 to=16 packets=drop", "from=4 to=12", "from=10 to=15 packets=flush"],
  multiplier: [
    "activation=3 weight=3 coding=unsigned",
    "activation=4 weight=3 coding=unsigned",
    "activation=3 weight=2",
    "activation=5 weight=3 coding=sign-magnitude",
  ],
  "afpr-sequencer": ["integrate=148 convert=96"],
  "uart-receiver": ["divisor=12", "divisor=734"],
  "uart-transmitter": ["divisor=12", "divisor=734"],
};

/** Reference configurations first; `blocks` are the catalogue's names with their reference parameters. */
export function configurationsOf(
  blocks: readonly { readonly name: string; readonly reference: Readonly<Record<string, string>> }[],
): Variation[] {
  const references = blocks.map(({ name, reference }) => ({
    block: name,
    parameters: reference,
    held: false,
  }));
  const variations = Object.entries(VARIATIONS).flatMap(([block, texts]) =>
    texts.map((text) => ({ block, parameters: parametersOf(text), held: text.startsWith("! ") })),
  );
  const held = Object.entries(HELD).flatMap(([block, texts]) =>
    texts.map((text) => ({ block, parameters: parametersOf(text), held: true })),
  );
  return [...references, ...variations, ...held];
}

const parametersOf = (text: string): Record<string, string> =>
  Object.fromEntries(
    text
      .replace("! ", "")
      .split(" ")
      .map((part) => part.split("=") as [string, string]),
  );
