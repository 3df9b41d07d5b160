/** Models of black boxes as every engine runs them. Invariant: a value that comes back from a checked model fits its port. */
import { fail } from "../../diagnostics/index.ts";
import { bitWidth, type Module } from "../../ir/index.ts";
import { kindOf } from "./kind-of.ts";
import type { BlackBoxModel } from "./module-state.ts";

/** The stand-in for one instance of a black box. Fails with BL0294 without one, BL0296 on what is no model. */
export function makeModel(
  module: Module,
  models: Readonly<Record<string, () => BlackBoxModel>> | undefined,
): BlackBoxModel {
  const make: unknown = models?.[module.name];
  if (make === undefined) return fail("BL0294", { module: module.name });
  const refuse = (problem: string): never => fail("BL0296", { module: module.name, problem });
  if (typeof make !== "function") return refuse(`\`models\` has ${kindOf(make)} for it, not a function`);
  const model: unknown = make();
  if (!isModel(model)) return refuse(`its function gave ${kindOf(model)}, not an object with \`evaluate\``);
  const widths = new Map(
    module.ports.filter(({ role }) => role === "output").map(({ name, type }) => [name, bitWidth(type)]),
  );
  return {
    evaluate: (inputs) => {
      const outputs: unknown = model.evaluate(inputs);
      if (!(outputs instanceof Map)) return refuse(`\`evaluate\` gave ${kindOf(outputs)}, not a Map`);
      for (const [name, bits] of outputs) {
        const width = widths.get(name);
        if (width === undefined)
          refuse(`\`evaluate\` gave a value for \`${name}\`, which is no output of it`);
        else if (typeof bits !== "bigint")
          refuse(`\`evaluate\` gave ${kindOf(bits)} for \`${name}\`, not a bigint`);
        else if (bits < 0n || bits >> BigInt(width) !== 0n)
          refuse(`\`evaluate\` gave ${bits}n for \`${name}\`, which has ${width} bit(s)`);
      }
      return outputs;
    },
    edge: (domain, inputs) => model.edge?.(domain, inputs),
  };
}

const isModel = (value: unknown): value is BlackBoxModel =>
  typeof value === "object" &&
  value !== null &&
  "evaluate" in value &&
  typeof value.evaluate === "function" &&
  (!("edge" in value) || value.edge === undefined || typeof value.edge === "function");
