/** Which variable names a call: this file is the source that is read, so each case stands as a designer writes it. */
import { describe, expect, it } from "vitest";
import type { StackSite } from "../../diagnostics/index.ts";
import { hintOf, nameOf } from "./name-of.ts";

/** A stand-in for a signal: remembers where it was made, as the language does, without being the language. */
interface Part {
  readonly site: StackSite;
  add(other: Part | number): Part;
  readonly inverse: Part;
  next: unknown;
  value: unknown;
}

function made(entry: (...given: never[]) => unknown): Part {
  const site = {} as StackSite;
  Error.captureStackTrace(site, entry);
  return {
    site,
    add(_other) {
      return made(this.add);
    },
    get inverse() {
      return made(Object.getOwnPropertyDescriptor(this, "inverse")?.get ?? made);
    },
    next: undefined,
    value: undefined,
  };
}

const reg = <T>(_type?: T): Part => made(reg);
const lib = { wire: <T>(_type?: T): Part => made(lib.wire), nested: { reg } };

const nameFor = (part: Part | undefined) => (part === undefined ? "no part" : nameOf(part.site)?.name);
const docFor = (part: Part) => nameOf(part.site)?.doc;
const hintFor = (part: Part | undefined) => (part === undefined ? "no part" : hintOf(part.site));

describe("a variable names the call that initialises it", () => {
  it("in a plain declaration", () => {
    const plain = reg();
    let changing = reg();
    changing = lib.wire();
    expect([nameFor(plain), nameFor(changing)]).toEqual(["plain", "changing"]);
  });

  it("when the function is a property of an object", () => {
    const viaMethod = lib.wire(8);
    const viaPath = lib.nested.reg(8);
    expect([viaMethod, viaPath].map(nameFor)).toEqual(["viaMethod", "viaPath"]);
  });

  it("when it is the last call of a chain, over lines and comments", () => {
    const start = reg();
    const chained = start.add(1).add(2);
    const spread = start
      .add(1)
      // a comment (with parentheses) between
      .add(/* and here */ 2)
      .add(
        // and here
        3,
      );
    expect([chained, spread].map(nameFor)).toEqual(["chained", "spread"]);
  });

  it("when the call has type arguments, on one line or several", () => {
    const generic = reg<number>(1);
    const wide = reg<{
      readonly left: (value: number) => string;
      readonly right: string;
    }>();
    const method = lib.wire<Map<string, (a: number) => void>>();
    expect([generic, wide, method].map(nameFor)).toEqual(["generic", "wide", "method"]);
  });

  it("through optional chaining", () => {
    const maybe = lib as typeof lib | undefined;
    const optional = maybe?.wire(1);
    const optionalCall = maybe?.nested?.reg?.(1);
    expect([optional, optionalCall].map(nameFor)).toEqual(["optional", "optionalCall"]);
  });

  it("through parentheses, assertions and satisfies", () => {
    const asserted = reg() as unknown as Part;
    const satisfied = reg() satisfies Part;
    expect([asserted, satisfied].map(nameFor)).toEqual(["asserted", "satisfied"]);
  });

  it("in either arm of a conditional and behind ??, || and &&", () => {
    const pick = (flag: boolean) => {
      const chosen = flag ? reg() : lib.wire();
      return chosen;
    };
    const given = undefined as Part | undefined;
    const fallback = given ?? reg();
    const either = given || reg();
    const both = fallback && reg();
    expect([pick(true), pick(false)].map(nameFor)).toEqual(["chosen", "chosen"]);
    expect([fallback, either, both].map(nameFor)).toEqual(["fallback", "either", "both"]);
  });

  it("among several of one statement", () => {
    const first = reg(),
      second = reg();
    expect([first, second].map(nameFor)).toEqual(["first", "second"]);
  });

  it("when a default value makes it", () => {
    const build = (operand = reg()) => operand;
    const fromObject = ({ enable = reg() }: { enable?: Part } = {}) => enable;
    expect([build(), fromObject()].map(nameFor)).toEqual(["operand", "enable"]);
  });

  it("when a getter makes it", () => {
    const start = reg();
    const inverted = start.inverse;
    const directly = reg().inverse;
    expect([inverted, directly].map(nameFor)).toEqual(["inverted", "directly"]);
  });

  it("when it is awaited", async () => {
    const later = await reg();
    expect(nameFor(later)).toBe("later");
  });
});

describe("parts of literals are named after their place", () => {
  it("in arrays, by index", () => {
    const taps = [reg(), reg()];
    const grid = [[reg()], [reg(), reg()]];
    expect(taps.map(nameFor)).toEqual(["taps_0", "taps_1"]);
    expect(grid.flat().map(nameFor)).toEqual(["grid_0_0", "grid_1_0", "grid_1_1"]);
  });

  it("in objects, by key, nested too", () => {
    const bus = { valid: reg(), payload: { data: reg(), "last-beat": reg(), 7: reg() } };
    expect(nameFor(bus.valid)).toBe("bus_valid");
    expect(Object.values(bus.payload).map(nameFor)).toEqual([
      "bus_payload_7",
      "bus_payload_data",
      "bus_payload_last-beat",
    ]);
  });

  it("under a computed key without the key", () => {
    const key = ["left"].join();
    const byKey = { [key]: reg(), "right-hand": reg() };
    expect([nameFor(byKey[key]), nameFor(byKey["right-hand"])]).toEqual(["byKey", "byKey_right-hand"]);
  });

  it("through Object.freeze, spreads and as const", () => {
    const frozen = Object.freeze({ inner: reg() });
    const constant = [reg()] as const;
    const merged = { ...{ left: reg() }, right: reg() };
    const listed = [...[reg()]];
    expect([frozen.inner, constant[0], merged.left, merged.right].map(nameFor)).toEqual([
      "frozen_inner",
      "constant_0",
      "merged_left",
      "merged_right",
    ]);
    expect(nameFor(listed[0])).toBe("listed_0");
  });
});

describe("destructuring names each part after its own variable", () => {
  it("from an array literal", () => {
    const [high, , low] = [reg(), reg(), reg()];
    const [head, ...tail] = [reg(), reg(), reg()];
    expect([high, low, head, ...tail].map(nameFor)).toEqual(["high", "low", "head", "tail_0", "tail_1"]);
  });

  it("from an object literal, renamed or not", () => {
    const { same, old: renamed } = { same: reg(), old: reg() };
    const {
      outer: { inner },
      ...others
    } = { outer: { inner: reg() }, more: reg() };
    expect([same, renamed, inner, others.more].map(nameFor)).toEqual([
      "same",
      "renamed",
      "inner",
      "others_more",
    ]);
  });

  it("from what a function returns", () => {
    const halfAdder = () => {
      return { sum: reg(), carry: reg() };
    };
    const pair = () => [reg(), reg()] as const;
    const { sum, carry: overflow } = halfAdder();
    const [left, right] = pair();
    const whole = halfAdder();
    expect([sum, overflow, left, right].map(nameFor)).toEqual(["sum", "overflow", "left", "right"]);
    expect([whole.sum, whole.carry].map(nameFor)).toEqual(["whole_sum", "whole_carry"]);
  });
});

describe("assignments and fields name what they receive", () => {
  it("for fields of a class and assignments in it", () => {
    class Stage {
      readonly field = reg();
      readonly #hidden = reg();
      static readonly shared = reg();
      assigned: Part;
      constructor() {
        this.assigned = reg();
      }
      get hidden() {
        return this.#hidden;
      }
    }
    const stage = new Stage();
    expect([stage.field, stage.assigned, stage.hidden, Stage.shared].map(nameFor)).toEqual([
      "field",
      "assigned",
      "hidden",
      "shared",
    ]);
  });

  it("for properties and elements of a variable", () => {
    const bank: Record<string, Part> = {};
    const lanes: Part[] = [];
    bank.left = reg();
    bank["right-hand"] = reg();
    lanes[0] = reg();
    for (const index of [1]) lanes[index] = reg();
    let late: Part | undefined;
    const makeLate = () => {
      late ??= reg();
    };
    makeLate();
    expect([bank.left, bank["right-hand"], ...lanes, late].map(nameFor)).toEqual([
      "bank_left",
      "bank_right-hand",
      "lanes_0",
      "lanes",
      "late",
    ]);
  });

  it("but not for what drives a signal", () => {
    const count = reg();
    const drivers: Part[] = [];
    const keep = (part: Part) => {
      drivers.push(part);
      return part;
    };
    count.next = keep(count.add(1));
    expect(nameFor(drivers[0])).toBeUndefined();
    count.value = count.add(1);
    expect(nameFor(count.value as Part)).toBeUndefined();
    expect(hintFor(count.value as Part)).toBe("count");
  });
});

describe("many calls of one place share the name of the list they fill", () => {
  it("with Array.from, map and a loop that pushes", () => {
    const stages = Array.from({ length: 2 }, () => reg());
    const blocks = Array.from({ length: 2 }, (_, index) => {
      return lib.wire(index);
    });
    const doubled = stages.map((stage) => stage.add(stage));
    const pushed: Part[] = [];
    for (let index = 0; index < 2; index++) pushed.push(reg());
    expect([...stages, ...blocks, ...doubled, ...pushed].map(nameFor)).toEqual([
      "stages",
      "stages",
      "blocks",
      "blocks",
      "doubled",
      "doubled",
      "pushed",
      "pushed",
    ]);
  });

  it("with nested arrays and objects in callbacks", () => {
    const matrix = [0, 1].map(() => [0, 1].map(() => reg()));
    const cells = [0].map(() => ({ weight: reg(), total: reg() }));
    expect(matrix.flat().map(nameFor)).toEqual(["matrix", "matrix", "matrix", "matrix"]);
    expect(cells.flatMap((cell) => Object.values(cell)).map(nameFor)).toEqual([
      "cells_weight",
      "cells_total",
    ]);
  });

  it("but a fold leaves its steps without a name", () => {
    const total = [reg(), reg(), reg()].reduce((left, right) => left.add(right));
    expect(nameFor(total)).toBeUndefined();
    expect(hintFor(total)).toBe("total");
  });
});

describe("what a function returns is named by its caller", () => {
  const adderTree = (parts: readonly Part[]): Part => {
    const [only] = parts;
    if (parts.length === 1 && only !== undefined) return only;
    const half = parts.length >> 1;
    return adderTree(parts.slice(0, half)).add(adderTree(parts.slice(half)));
  };

  it("through a return statement and recursion", () => {
    const sum = adderTree([reg(), reg(), reg()]);
    expect(nameFor(sum)).toBe("sum");
  });

  it("through several functions, methods and an immediately called one", () => {
    const inner = () => reg();
    const outer = () => inner();
    const owner = { make: () => outer() };
    const viaOuter = owner.make();
    const immediate = (() => {
      return inner();
    })();
    expect([viaOuter, immediate].map(nameFor)).toEqual(["viaOuter", "immediate"]);
  });

  it("through a constructor", () => {
    class Holder {
      readonly part: Part;
      constructor(part = reg()) {
        this.part = part;
      }
    }
    const holder = new Holder();
    expect(nameFor(holder.part)).toBe("part");
  });

  it("unless the function names it", () => {
    const build = () => {
      const own = reg();
      return own;
    };
    const other = build();
    expect(nameFor(other)).toBe("own");
  });
});

describe("operands have no name of their own", () => {
  it("as an argument, a receiver or a condition", () => {
    const seen: Part[] = [];
    const see = (part: Part) => {
      seen.push(part);
      return part;
    };
    const outer = see(reg());
    const receiver = reg();
    const next = receiver.add(receiver.add(1));
    const chosen = reg() ? 1 : 0;
    expect(nameFor(seen[0])).toBeUndefined();
    expect([nameFor(next), chosen, nameFor(outer)]).toEqual(["next", 1, undefined]);
    expect(hintFor(seen[0])).toBe("outer");
  });

  it("as a statement alone, hinting at the function around it", () => {
    const seen: Part[] = [];
    const see = (part: Part) => void seen.push(part);
    function priorityEncoder() {
      see(reg());
    }
    priorityEncoder();
    expect(nameFor(seen[0])).toBeUndefined();
    expect(hintFor(seen[0])).toBe("priorityEncoder");
  });

  it("as what the test runner receives", () => {
    const site = { stack: "Error\n    at native\n    at /nowhere/at/all.ts:1:1\n    at broken:line" };
    expect(nameOf(site)).toBeUndefined();
    expect(hintOf(site)).toBeUndefined();
    expect(nameOf({ location: { file: "a.ts", line: 1, column: 1 } })).toBeUndefined();
  });
});

describe("doc comments", () => {
  it("come from the statement, the property or the field", () => {
    /** Counts beats. */
    const beats = reg();
    /* Not a doc comment. */
    const plain = reg();
    /**
     * Two lines,
     * without stars.
     */
    const [left] = [reg()];
    const bus = {
      /** High while data is valid. */
      valid: reg(),
    };
    class Stage {
      /** Held result. */
      readonly held = reg();
    }
    expect([beats, plain, left, bus.valid, new Stage().held].map((part) => docFor(part as Part))).toEqual([
      "Counts beats.",
      undefined,
      "Two lines,\nwithout stars.",
      "High while data is valid.",
      "Held result.",
    ]);
  });
});
