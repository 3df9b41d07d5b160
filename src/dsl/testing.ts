/** A frame for small wrong designs: ports of several kinds, and what the language says of a body between them. */
import type { Diagnostic } from "../diagnostics/index.ts";
import { bit, diagnose, input, module, output, type PortMap, sint, type Uint, uint } from "./index.ts";

/** A value seen without its width, as untyped JavaScript would give it. */
export const loose = (value: unknown): Uint => value as Uint;

export const ports = {
  a: input(uint(8)),
  b: input(uint(4)),
  s: input(sint(8)),
  c: input(bit),
  q: output(uint(8)),
} satisfies PortMap;

export type View = Parameters<Parameters<typeof module<typeof ports>>[2]>[0];

/** What the language says of a body between these ports. */
export function problems(body: (view: View) => void): readonly Diagnostic[] {
  return diagnose(
    module("wrong", ports, (view) => {
      body(view);
      view.q.value = view.a;
    }),
  ).diagnostics.filter((d) => d.code.startsWith("BL01"));
}
