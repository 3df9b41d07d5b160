/** Waivers: points that need not be hit, each with the reason why. Invariant: every waiver has a reason. */
import { z } from "zod";
import { coverageKinds } from "./data.ts";

const text = z.string().trim().min(1);

export const waiversSchema = z.array(
  z.strictObject({
    /** `*` in module and point stands for any text. */
    module: text,
    kind: z.enum(coverageKinds),
    point: text,
    reason: text,
  }),
);

export type Waiver = z.infer<typeof waiversSchema>[number];

export const matches = (
  waiver: Waiver,
  point: { readonly module: string; readonly kind: string; readonly point: string },
): boolean =>
  waiver.kind === point.kind && fits(waiver.module, point.module) && fits(waiver.point, point.point);

/** The whole text, piece by piece between the stars. */
function fits(pattern: string, found: string): boolean {
  if (!pattern.includes("*")) return pattern === found;
  const pieces = pattern.split("*");
  const first = pieces[0] ?? "";
  const last = pieces.at(-1) ?? "";
  if (!found.startsWith(first) || !found.endsWith(last)) return false;
  if (found.length < first.length + last.length) return false;
  const end = found.length - last.length;
  let at = first.length;
  for (const piece of pieces.slice(1, -1)) {
    const next = found.indexOf(piece, at);
    if (next < 0 || next + piece.length > end) return false;
    at = next + piece.length;
  }
  return true;
}
