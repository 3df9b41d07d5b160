/** For tests: lines of equal elements, the plainest designs that repeat. */
import {
  array,
  bit,
  elaborate,
  input,
  instance,
  module,
  mux,
  output,
  reg,
  uint,
  when,
} from "../../dsl/index.ts";
import type { Design, ResetKind } from "../../ir/index.ts";

/** Accumulates what comes from a neighbour: `enable` steps it, `clear` starts it anew. */
export const Element = (width: number, reset: ResetKind = "sync") =>
  module(
    `element_${width}_${reset}`,
    {
      before: input(uint(width)),
      offset: input(uint(width)),
      enable: input(bit),
      clear: input(bit),
      held: output(uint(width)),
      passed: output(uint(width)),
    },
    ({ before, offset, enable, clear, held, passed }) => {
      const sum = reg(uint(width), { init: 1 });
      const last = reg(uint(width));
      last.next = before;
      when(clear, () => {
        sum.next = offset;
      }).elseWhen(enable, () => {
        sum.next = mux(before.at(0), sum.add(before), sum.sub(offset.xor(before)));
      });
      held.value = sum;
      passed.value = last;
    },
    { reset },
  );

export interface LineOptions {
  readonly lanes: number;
  readonly width: number;
  readonly reset?: ResetKind;
  /** Index of the element whose register each one sees; an input where undefined. */
  readonly neighbour: (lane: number, lanes: number) => number | undefined;
  /** Sees the sum of the neighbour, not the value it passed on. */
  readonly summed?: boolean;
  /** The offset of an element: a constant, else the input. */
  readonly offset?: (lane: number) => number;
}

/** Elements of which each sees one neighbour. */
export const line = ({
  lanes,
  width,
  reset = "sync",
  neighbour,
  summed = false,
  offset,
}: LineOptions): Design =>
  elaborate(
    module(
      `line_${lanes}_${width}_${reset}`,
      {
        first: input(uint(width)),
        common: input(uint(width)),
        enables: input(array(bit, lanes)),
        clear: input(bit),
        sums: output(array(uint(width), lanes)),
        last: output(uint(width)),
      },
      ({ first, common, enables, clear, sums, last }) => {
        const elements = Array.from({ length: lanes }, (_, lane) =>
          instance(Element(width, reset), { name: `element_${lane}` }),
        );
        elements.forEach((element, lane) => {
          const other = elements[neighbour(lane, lanes) ?? -1];
          element.before.value = other === undefined ? first : summed ? other.held : other.passed;
          element.offset.value = offset === undefined ? common : common.xor(common).add(offset(lane));
          element.enable.value = enables.at(lane);
          element.clear.value = clear;
          sums.at(lane).value = element.held;
        });
        const end = elements.at(-1);
        if (end !== undefined) last.value = end.passed;
      },
      { reset },
    ),
  );

/** Each element sees the one before it; the first sees the input. */
export const fromLeft = (lane: number): number | undefined => (lane === 0 ? undefined : lane - 1);
