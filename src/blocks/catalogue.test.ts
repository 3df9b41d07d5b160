/** The catalogue: parameters as text, and every block's reference configuration through the outside tools. */
import { describe, expect, test } from "vitest";
import { BitloomError, type Diagnostic, locate } from "../diagnostics/index.ts";
import { elaborate, type ModuleDefinition, uint } from "../dsl/index.ts";
import { writeVerilog } from "../gen/index.ts";
import { lintVerilog } from "../testing/index.ts";
import {
  AsyncFifo,
  blockCatalogue,
  blockEntry,
  choiceParameter,
  integerParameter,
  registerTable,
} from "./index.ts";

function problems(make: () => ModuleDefinition): string[] {
  try {
    make();
  } catch (error) {
    if (error instanceof BitloomError) return error.diagnostics.map((d) => `${d.code} ${d.message}`);
    throw error;
  }
  return [];
}

const example = blockEntry({
  name: "example",
  title: "Example",
  doc: "For this test.",
  parameters: {
    width: integerParameter({ doc: "bits", default: 8, min: 1, max: 64 }),
    coding: choiceParameter({ doc: "code", default: "unary", choices: ["unary", "binary"] }),
  },
  make: ({ width, coding }) => ({ ...plain, name: `${coding}_${width}` }),
});
const entryOf = (name: string) => {
  const entry = blockCatalogue.find((candidate) => candidate.name === name);
  if (!entry) throw new Error(`no block ${name}`);
  return entry;
};
const asyncFifo = entryOf("async-fifo");
const plain = asyncFifo.make({});

describe("blockEntry", () => {
  test("reads text and fills in defaults", () => {
    expect(example.make({}).name).toBe("unary_8");
    expect(example.make({ width: "64", coding: "binary" }).name).toBe("binary_64");
  });

  test("names every parameter that is wrong, what was found and what is allowed", () => {
    expect(problems(() => example.make({ width: "65", coding: "gray", depth: "3" }))).toEqual([
      "BL0611 example has no parameter `depth`; it has width, coding.",
      'BL0612 Parameter `width` of example is "65"; allowed is a whole number from 1 to 64.',
      'BL0612 Parameter `coding` of example is "gray"; allowed is unary, binary.',
    ]);
  });

  test.each(["", "8.5", "-1", "0x10", "1e1", " 8", "eight", "9007199254740993"])("%j is no width", (text) => {
    expect(problems(() => example.make({ width: text }))).toHaveLength(1);
  });
});

test("a refused parameter points at the caller of the block, and at nothing when it came as text", () => {
  const parties = (make: () => unknown): unknown[] => {
    try {
      make();
    } catch (error) {
      if (error instanceof BitloomError) {
        return error.diagnostics.flatMap((d) => d.parties.map(({ site }) => site && locate(site)?.file));
      }
    }
    return [];
  };
  const thisFile = ["src/blocks/catalogue.test.ts"];
  expect(parties(() => AsyncFifo(uint(8), 12))).toEqual(thisFile);
  expect(parties(() => registerTable({ name: "empty", registers: [] }))).toEqual(thisFile);
  expect(problems(() => asyncFifo.make({ depth: "12" }))).toHaveLength(1);
  expect(parties(() => asyncFifo.make({ depth: "12" }))).toEqual([]);
});

describe("blockCatalogue", () => {
  test("names are unique, spelt alike, and every block has its words", () => {
    const names = blockCatalogue.map((entry) => entry.name);
    expect(new Set(names).size).toBe(names.length);
    for (const entry of blockCatalogue) {
      expect(entry.name).toMatch(/^[a-z]+(-[a-z0-9]+)*$/);
      expect(entry.doc.length).toBeGreaterThan(entry.title.length);
      expect(Object.keys(entry.parameters)).toEqual(expect.arrayContaining(Object.keys(entry.reference)));
    }
  });

  test("defaults are allowed values", () => {
    for (const entry of blockCatalogue) {
      const defaults = Object.entries(entry.parameters).map(([name, { default: usual }]) => [
        name,
        `${usual}`,
      ]);
      expect(problems(() => entry.make(Object.fromEntries(defaults)))).toEqual([]);
    }
  });
});

const configurations = [
  ...blockCatalogue.map((entry) => ({ name: entry.name, parameters: entry.reference, make: entry.make })),
  ...Object.entries({
    fifo: [{ depth: "1" }, { depth: "2" }, { width: "1", depth: "5" }],
    "async-fifo": [{ depth: "2" }, { depth: "4", width: "1" }],
    "skid-buffer": [{ width: "1" }],
    "register-slice": [{ width: "1" }],
    arbiter: [{ count: "2" }, { count: "5", priority: "fixed", width: "1" }],
    gearbox: [
      { from: "7", to: "3" },
      { from: "12", to: "18" },
      { from: "8", to: "8" },
      { from: "1", to: "5" },
      { from: "64", to: "56", packets: "flush" },
      { from: "64", to: "56", packets: "drop" },
      { from: "3", to: "7", packets: "flush" },
      { from: "8", to: "8", packets: "drop" },
    ],
  }).flatMap(([name, list]) =>
    list.map((parameters: Record<string, string>) => ({
      name,
      parameters,
      make: entryOf(name).make,
    })),
  ),
];

describe("Verilog of the blocks", () => {
  test.each(configurations)(
    "$name $parameters is clean in Verilator, Icarus and Yosys",
    async (one) => {
      const warnings: Diagnostic[] = [];
      const design = elaborate(one.make(one.parameters), { onWarning: (warning) => warnings.push(warning) });
      expect(warnings.map((warning) => warning.message)).toEqual([]);
      expect(await lintVerilog(writeVerilog(design))).toEqual([]);
    },
    120_000,
  );
});
