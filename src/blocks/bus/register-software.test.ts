/** The C header, the Markdown page and the accessors of a table agree with each other and with the table. */
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { execaSync } from "execa";
import { afterAll, describe, expect, expectTypeOf, test } from "vitest";
import { registerAccessors } from "./register-accessors.ts";
import { registerHeader, registerMarkdown } from "./register-documents.ts";
import { registerTable } from "./register-table.ts";

const table = registerTable({
  name: "mover",
  doc: "Moves words.",
  registers: [
    {
      name: "control",
      address: 0x00,
      doc: "Starts and configures.",
      fields: [
        { name: "start", bits: 0, access: "pulse" },
        { name: "mode", bits: [3, 2], access: "rw", reset: 2, doc: "copy | fill */ swap" },
        { name: "key", bits: [31, 28], access: "wo", reset: 9 },
      ],
    },
    {
      name: "status",
      address: 0x0c,
      fields: [
        { name: "count", bits: [31, 8], access: "ro", doc: "Words so far." },
        { name: "errors", bits: [1, 0], access: "w1c" },
      ],
    },
  ],
});
const mover = registerAccessors(table);

const folder = mkdtempSync(join(tmpdir(), "bitloom-header-"));
afterAll(() => rmSync(folder, { recursive: true }));

/** Values of C expressions, as a compiler that warns about everything computes them. */
function evaluateInC(expressions: readonly string[]): number[] {
  writeFileSync(join(folder, "mover.h"), registerHeader(table));
  const prints = expressions.map((expression) => `printf("%lu\\n", (unsigned long)(${expression}));`);
  const program = `#include <stdio.h>\n#include "mover.h"\n#include "mover.h"\nint main(void) { ${prints.join(" ")} return 0; }\n`;
  writeFileSync(join(folder, "main.c"), program);
  const flags = ["-std=c99", "-pedantic", "-Wall", "-Wextra", "-Wconversion", "-Werror"];
  execaSync("cc", [...flags, "-o", join(folder, "main"), join(folder, "main.c")]);
  return execaSync(join(folder, "main")).stdout.split("\n").map(Number);
}

const hasCompiler = execaSync("cc", ["--version"], { reject: false }).exitCode === 0;

describe("registerHeader", () => {
  test.skipIf(!hasCompiler)("a C compiler reads the same numbers as the accessors give", () => {
    expect(
      evaluateInC([
        "MOVER_STATUS_ADDRESS",
        "MOVER_CONTROL_RESET",
        "MOVER_CONTROL_MODE_PUT(3u) | MOVER_CONTROL_START_PUT(1u) | MOVER_CONTROL_KEY_PUT(5u)",
        "MOVER_STATUS_COUNT_GET(0xabcdef02u)",
        "MOVER_CONTROL_KEY_MASK",
      ]),
    ).toEqual([
      mover.status.address,
      mover.control.reset,
      mover.control.encode({ mode: 3, start: 1, key: 5 }),
      mover.status.decode(0xabcdef02).count,
      0xf000_0000,
    ]);
  });

  test("offers to get what can be read and to put what can be written", () => {
    const names = [...registerHeader(table).matchAll(/#define (\w+_(?:GET|PUT))\(/g)].map(
      (found) => found[1],
    );
    expect(names).toEqual([
      "MOVER_CONTROL_START_PUT",
      "MOVER_CONTROL_MODE_GET",
      "MOVER_CONTROL_MODE_PUT",
      "MOVER_CONTROL_KEY_PUT",
      "MOVER_STATUS_ERRORS_GET",
      "MOVER_STATUS_ERRORS_PUT",
      "MOVER_STATUS_COUNT_GET",
    ]);
  });
});

test("the Markdown page has a row for every register and field", () => {
  expect(registerMarkdown(table)).toBe(`# Registers of mover

Moves words.

AXI4-Lite, 32-bit words. Other addresses answer SLVERR.

| address | register | description |
|---|---|---|
| \`0x00\` | [control](#control) | Starts and configures. |
| \`0x0c\` | [status](#status) |  |

## control

Address \`0x00\`. Starts and configures.

| bits | field | access | reset | description |
|---|---|---|---|---|
| 0 | start | write, one cycle |  |  |
| 3:2 | mode | read, write | \`0x2\` | copy \\| fill */ swap |
| 31:28 | key | write only | \`0x9\` |  |

## status

Address \`0x0c\`.

| bits | field | access | reset | description |
|---|---|---|---|---|
| 1:0 | errors | read, write 1 to clear | \`0x0\` |  |
| 31:8 | count | read only |  | Words so far. |
`);
});

describe("registerAccessors", () => {
  test("encode fills in resets for kept fields and zeros for actions", () => {
    expect(mover.control.encode({})).toBe((2 << 2) + 9 * 2 ** 28);
    expect(mover.control.encode({ start: 1, mode: 0, key: 0 })).toBe(1);
    expect(mover.status.encode({})).toBe(0);
  });

  test("decode gives the readable fields", () => {
    expect(mover.control.decode(0xffff_ffff)).toEqual({ mode: 3 });
    expect(mover.status.decode(0x0001_0002)).toEqual({ count: 256, errors: 2 });
  });

  test("decode gives back what encode took, for every value of every field", () => {
    for (let mode = 0; mode < 4; mode++)
      expect(mover.control.decode(mover.control.encode({ mode }))).toEqual({ mode });
    for (let errors = 0; errors < 4; errors++) {
      expect(mover.status.decode(mover.status.encode({ errors }))).toEqual({ errors, count: 0 });
    }
  });

  test("values that do not fit are refused", () => {
    expect(() => mover.control.encode({ mode: 4 })).toThrowError(
      "mover.control.mode: found 4; allowed is a whole number from 0 to 3",
    );
    expect(() => mover.control.encode({ key: -1 })).toThrowError("mover.control.key: found -1");
    expect(() => mover.status.decode(2 ** 32)).toThrowError("mover.status: found 4294967296");
    expect(() => mover.status.encode({ count: 1 } as object)).toThrowError(
      "mover.status: found count; allowed is errors",
    );
  });

  test("names, addresses and directions are types", () => {
    expectTypeOf(mover.status.address).toEqualTypeOf<0x0c>();
    expectTypeOf(mover.control.decode).returns.toEqualTypeOf<{ readonly mode: number }>();
    expectTypeOf<Parameters<typeof mover.control.encode>[0]>().toEqualTypeOf<{
      readonly start?: number;
      readonly mode?: number;
      readonly key?: number;
    }>();
    expectTypeOf<keyof typeof mover>().toEqualTypeOf<"control" | "status">();
  });
});
