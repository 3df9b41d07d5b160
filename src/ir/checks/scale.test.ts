/** The checks on designs that are long or wide: the answer stays right. `npm run bench -- checks` times them. */
import { expect, test } from "vitest";
import {
  add,
  arrayOf,
  bit,
  bits,
  designOf,
  expr,
  lit,
  moduleBuilder,
  not,
  slice,
  uint,
} from "../../testing/index.ts";
import { checkDesign, type Module } from "../index.ts";

const checked = (module: Module): string[] => checkDesign(designOf(module)).map((d) => d.code);

/** Byte i + 1 from byte i; the first from an input, or from the last. */
function chain(length: number, isRing: boolean): Module {
  const m = moduleBuilder("chain");
  const x = m.input("x", uint(8));
  const links = m.wire("links", arrayOf(uint(8), length));
  const link = (i: number) => slice(links, 8 * i + 7, 8 * i);
  m.assign(bits(links, 7, 0), isRing ? add(link(length - 1), x) : x);
  for (let i = 1; i < length; i++) m.assign(bits(links, 8 * i + 7, 8 * i), add(link(i - 1), x));
  m.assign(m.output("y", links.type), links);
  return m.build();
}

test("a chain over 4,000 elements of one vector is no loop, a ring over them is one", () => {
  expect(checked(chain(4000, false))).toEqual([]);
  expect(checked(chain(4000, true))).toEqual(["BL0204"]);
});

test("a chain through 5,000 instances and one vector is no loop", () => {
  const child = moduleBuilder("stage");
  child.assign(child.output("y", uint(8)), not(child.input("x", uint(8))));
  const stage = child.build();
  const m = moduleBuilder("pipe");
  const length = 5000;
  const links = m.wire("links", arrayOf(uint(8), length + 1));
  m.assign(bits(links, 7, 0), m.input("x", uint(8)));
  for (let i = 0; i < length; i++) {
    const port = m.instance(`stage${i}`, stage);
    m.assign(port("x"), slice(links, 8 * i + 7, 8 * i));
    m.assign(bits(links, 8 * i + 15, 8 * i + 8), port("y"));
  }
  m.assign(m.output("y", links.type), links);
  expect(checked(m.build())).toEqual([]);
});

test("an expression 20,000 operators deep and a when chain 1,000 deep do not exhaust the stack", () => {
  const m = moduleBuilder("deep");
  const x = m.input("x", uint(8));
  let value = expr(x);
  for (let i = 0; i < 20_000; i++) value = add(value, x);
  const y = m.output("y", uint(8));
  const nest = (depth: number): void => {
    m.when(
      m.input(`c${depth}`, bit),
      () => m.assign(y, lit(depth % 256, 8)),
      () => {
        if (depth > 0) nest(depth - 1);
        else m.assign(y, value);
      },
    );
  };
  nest(1000);
  expect(checked(m.build())).toEqual([]);
});
