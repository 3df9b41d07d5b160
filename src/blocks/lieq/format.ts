/** What follows from a format's code at run time. Invariant: formats and their numbers are those of parameters.ts, and of nothing else. */
import { literal, mux, type Uint, uint } from "../../dsl/index.ts";
import { FORMAT_LAYOUTS, type FormatLayout, WEIGHT_FORMATS, type WeightFormat } from "./parameters.ts";

/** A format's code in commands and passes. */
export const formatCode = (format: WeightFormat): number => WEIGHT_FORMATS.indexOf(format);

/** What a format's layout says, chosen at run time, in `width` bits. Codes without a format count as the last one. */
export function ofLayout(format: Uint<3>, width: number, property: (layout: FormatLayout) => number): Uint {
  const choices: Uint[] = FORMAT_LAYOUTS.map((layout) => literal(uint(width), property(layout)));
  return choices.reduceRight((others, choice, code) => mux(format.eq(code), choice, others));
}
