/** One error for one mistake, and all mistakes of a run together. */
import { expect, test } from "vitest";
import { BitloomError } from "../diagnostics/index.ts";
import {
  bit,
  connect,
  diagnose,
  elaborate,
  input,
  module,
  mux,
  output,
  sink,
  source,
  type Uint,
  uint,
} from "./index.ts";
import { loose, ports, problems } from "./testing.ts";

test.each([
  ["a slice past the end", (a: Uint<8>, b: Uint<4>) => b.add(loose(a.slice(8, 1).trunc(2).zext(9)))],
  ["a trunc that widens", (a: Uint<8>, b: Uint<4>) => b.sub(loose(a.trunc(9)))],
  ["an index past the end", (a: Uint<8>, b: Uint<4>) => mux(loose(a.at(8)) as Uint<1>, b, 0)],
  ["a part of cat that is none", (a: Uint<8>, b: Uint<4>) => b.add(loose(a.cat(loose(7))))],
])("one error for %s, none for what follows from it", (_name, use) => {
  expect(problems(({ a, b }) => void use(a, b))).toHaveLength(1);
});

test("a refused assignment counts as a driver", () => {
  const Meant = module("meant", { a: input(bit), q: output(bit) }, ({ a, q }) => {
    (q as unknown as { next: unknown }).next = a;
  });
  expect(diagnose(Meant).diagnostics.map((d) => d.code)).toEqual(["BL0110"]);
});

test("streams of two payloads give one error", () => {
  const Bad = module("bad", { i: sink(uint(8)), o: source(uint(9)) }, ({ i, o }) => {
    connect(i as unknown as Parameters<typeof connect>[0], o);
  });
  expect(diagnose(Bad).diagnostics.map((d) => d.code)).toEqual(["BL0117"]);
});

test("several problems in one run", () => {
  const found = problems(({ a, b, s }) => {
    a.add(loose(b));
    a.eq(300);
    a.and(loose(s));
  });
  expect(found.map((d) => d.code)).toEqual(["BL0104", "BL0109", "BL0105"]);
});

test("`elaborate` throws all of them together", () => {
  const Twice = module("twice", ports, ({ a, q }) => {
    q.value = a.add(256);
    a.add(257);
  });
  try {
    elaborate(Twice);
    expect.unreachable();
  } catch (thrown) {
    expect(thrown).toBeInstanceOf(BitloomError);
    expect((thrown as BitloomError).diagnostics.map((d) => d.code)).toEqual(["BL0109", "BL0109"]);
  }
});
