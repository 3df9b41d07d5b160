/** The engines whose control logic the mutation run judges, by the name that `--target` takes. */
import { afprTarget } from "./afpr/target.ts";
import { fineqTarget } from "./fineq/target.ts";
import { lieqTarget } from "./lieq/target.ts";
import type { MutationTarget } from "./target.ts";

export const mutationTargets: Readonly<Record<string, () => MutationTarget>> = {
  fineq: fineqTarget,
  afpr: afprTarget,
  lieq: lieqTarget,
};
