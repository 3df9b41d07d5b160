/** Register tables: what is refused, with both parties, and what is ordered and filled in. */
import { describe, expect, test } from "vitest";
import { BitloomError } from "../../diagnostics/index.ts";
import { type FieldDescription, type RegisterDescription, registerTable } from "./register-table.ts";

const field = (name: string, bits: FieldDescription["bits"], more: Partial<FieldDescription> = {}) =>
  ({ name, bits, access: "rw", ...more }) as const;
const register = (name: string, address: number, ...fields: FieldDescription[]): RegisterDescription => ({
  name,
  address,
  fields: fields.length === 0 ? [field("value", [31, 0])] : fields,
});

/** Code and message of every problem. */
function problems(...registers: RegisterDescription[]): string[] {
  try {
    registerTable({ name: "table", registers });
  } catch (error) {
    if (!(error instanceof BitloomError)) throw error;
    expect(error.diagnostics.every((d) => d.parties[0]?.site !== undefined)).toBe(true);
    return error.diagnostics.map((d) => `${d.code} ${d.message}`);
  }
  return [];
}

describe("registerTable", () => {
  test("puts registers and fields in order and fills in what is left out", () => {
    const table = registerTable({
      name: "table",
      registers: [
        register("late", 0x10),
        register("early", 0, field("high", [7, 4]), field("low", 2, { reset: 1 })),
      ],
    });
    expect(table.addressBits).toBe(5);
    expect(table.registers.map((entry) => entry.name)).toEqual(["early", "late"]);
    expect(table.registers[0]?.fields).toEqual([
      { name: "low", high: 2, low: 2, width: 1, access: "rw", reset: 1, doc: "" },
      { name: "high", high: 7, low: 4, width: 4, access: "rw", reset: 0, doc: "" },
    ]);
  });

  test.each([
    [[0], 3],
    [[0, 4], 3],
    [[8], 4],
    [[0xfc], 8],
    [[0x100], 9],
  ])("registers at %j need %i address bits", (addresses, bits) => {
    const registers = addresses.map((address, i) => register(`r${i}`, address));
    expect(registerTable({ name: "table", registers }).addressBits).toBe(bits);
  });

  test("refuses two registers at one address", () => {
    expect(problems(register("first", 8), register("second", 8))).toEqual([
      "BL0622 Register table `table`: register first (0x08) and register second (0x08) overlap.",
    ]);
  });

  test("refuses a misaligned register, which also reaches into its neighbour", () => {
    expect(problems(register("first", 4), register("second", 6))).toEqual([
      "BL0621 Register table `table`: register second is at 0x06; allowed is a multiple of 4.",
      "BL0622 Register table `table`: register first (0x04) and register second (0x06) overlap.",
    ]);
  });

  test("refuses two fields on one bit, for every way to overlap", () => {
    for (const [first, second] of [
      [
        [7, 4],
        [4, 0],
      ],
      [
        [7, 0],
        [5, 2],
      ],
      [
        [3, 3],
        [3, 3],
      ],
    ] as const) {
      const found = problems(register("r", 0, field("a", first), field("b", second)));
      expect(found).toHaveLength(1);
      expect(found[0]).toMatch(/BL0622 .*field r\.[ab] .* and field r\.[ab] .* overlap/);
    }
    expect(problems(register("r", 0, field("a", [7, 4]), field("b", [3, 0])))).toEqual([]);
  });

  test("refuses names that would meet in the Verilog", () => {
    expect(problems(register("a", 0, field("b_c", 0)), register("a_b", 4, field("c", 0)))).toEqual([
      "BL0623 Register table `table`: field a.b_c and field a_b.c are both called `a_b_c`.",
    ]);
    expect(problems(register("a", 0), register("a", 4))).toContain(
      "BL0623 Register table `table`: register a and register a are both called `a`.",
    );
  });

  test("refuses a w1c field's input that meets another field", () => {
    const flags = [field("irq", 0, { access: "w1c" }), field("irq_set", 1)];
    expect(problems(register("events", 0, ...flags))).toEqual([
      "BL0623 Register table `table`: the set input of field events.irq and field events.irq_set are both called `events_irq_set`.",
    ]);
  });

  test("refuses fields and resets that do not fit", () => {
    expect(problems(register("r", 0, field("a", [0, 3])))).toEqual([
      "BL0624 Register table `table`: r.a has bits [0, 3]; allowed is [high, low] with high >= low.",
    ]);
    expect(problems(register("r", 0, field("a", [1, 0], { reset: 4 })))).toEqual([
      "BL0624 Register table `table`: r.a has reset 4; allowed is 0 to 3 in 2 bit(s).",
    ]);
    expect(problems(register("r", 0, field("a", 0, { access: "ro", reset: 1 })))).toEqual([
      "BL0624 Register table `table`: r.a has reset 1; allowed is none, because ro fields keep no value.",
    ]);
  });

  test("refuses an address out of the bus's reach", () => {
    expect(() =>
      registerTable({ name: "table", addressBits: 4, registers: [register("far", 0x10)] }),
    ).toThrowError("register far is at 0x10; allowed is below 0x10, as addressBits is 4");
  });

  test("names the place of what has the wrong shape", () => {
    const found = problems(
      register("Wrong", 0),
      register("r", 4, field("a", 32), field("b", 1, { access: "rx" as "rw" })),
      { name: "empty", address: 8, fields: [] },
    );
    expect(found.map((text) => text.replace(/^(BL\d+) Register table `table`: (\S+): .*/, "$1 $2"))).toEqual([
      "BL0620 registers.0.name",
      "BL0620 registers.1.fields.0.bits",
      "BL0620 registers.1.fields.1.access",
      "BL0620 registers.2.fields",
    ]);
  });
});
