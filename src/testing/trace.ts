/** Stimulus for a design and the outputs the interpreter gives for it: what another simulator must reproduce. */
import { bitWidth, type Design } from "../ir/index.ts";
import { type Interpreter, interpret, resetLevel } from "../sim/index.ts";
import { seededRandom } from "./random.ts";
import { warmupSteps } from "./random-design.ts";

/** One step: apply the values, let the design settle, sample the outputs, then give the edges at one instant. */
export interface StimulusStep {
  /** Every input port and every reset port of the top, raw bits. */
  readonly inputs: Readonly<Record<string, bigint>>;
  /** Clock domains of the top that get an active edge at the end of this step. */
  readonly edges: readonly string[];
  /** False during warm-up: outputs may still depend on start values. */
  readonly compare: boolean;
}

/** Warm-up in reset, then `steps` steps with random inputs, rare resets, and random edges when there are several domains. */
export function randomStimulus(design: Design, seed: number, steps: number): StimulusStep[] {
  const random = seededRandom(seed);
  const { top } = design;
  const domains = top.domains.map((d) => d.name);
  const warmup = domains.length === 0 ? 0 : warmupSteps(design);
  return Array.from({ length: warmup + steps }, (_, i) => {
    const inputs: Record<string, bigint> = {};
    for (const domain of top.domains) {
      const isActive = i < warmup || random.chance(0.04);
      if (domain.reset !== undefined) inputs[domain.reset] = resetLevel(design, domain.name, isActive);
    }
    for (const port of top.ports) {
      if (port.role === "input") inputs[port.name] = random.bits(bitWidth(port.type));
    }
    const together = i < warmup || domains.length < 2 || random.chance(0.3);
    return { inputs, edges: together ? domains : [random.pick(domains)], compare: i >= warmup };
  });
}

/** Raw bits of every output port at the sampling point of each step. */
export function traceOf(
  design: Design,
  stimulus: readonly StimulusStep[],
  seed = 1,
): Record<string, bigint>[] {
  const simulation: Interpreter = interpret(design, { seed });
  const outputs = design.top.ports.filter((port) => port.role === "output").map((port) => port.name);
  return stimulus.map((step) => {
    for (const [port, bits] of Object.entries(step.inputs)) simulation.poke(port, bits);
    const sample = Object.fromEntries(outputs.map((name) => [name, simulation.peek(name)]));
    if (step.edges.length > 0) simulation.step(...step.edges);
    return sample;
  });
}
