/** The moments that measurements refer to, each one a Verilog variable that holds the edge's number, -1 before. */
import { fail } from "../../diagnostics/index.ts";
import type { StreamSide } from "./stream-beats.ts";
import type { StreamEvent, StreamTestbench } from "./stream-plan.ts";

export interface EventVariable {
  readonly name: string;
  readonly description: string;
  /** Of a script step. */
  readonly label: string | undefined;
  /** Of a stream's beat. */
  readonly port: string | undefined;
  readonly beat: number;
}

/** One variable for each different event of the plan's measurements. Error BL0415: no such stream, beat or label. */
export function collectEvents(
  plan: StreamTestbench,
  testbench: string,
  streams: readonly StreamSide[],
): EventVariable[] {
  const found = new Map<string, EventVariable>();
  for (const event of (plan.measurements ?? []).flatMap(({ from, to }) => [from, to])) {
    const key = keyOf(event);
    if (!found.has(key)) found.set(key, variable(`tb_event_${found.size}`, event));
  }
  return [...found.values()];

  function variable(name: string, event: StreamEvent): EventVariable {
    if ("label" in event) {
      const labels = (plan.script ?? []).flatMap((step) => step.label ?? []);
      if (labels.filter((label) => label === event.label).length !== 1) {
        fail("BL0415", {
          name: testbench,
          parameter: "label of a measurement",
          found: event.label,
          allowed: `the label of exactly one script step; labels are: ${labels.join(", ") || "none"}`,
        });
      }
      return { name, description: `End of "${event.label}".`, label: event.label, port: undefined, beat: 0 };
    }
    const stream = streams.find((candidate) => candidate.port === event.stream);
    const beat = event.beat === "last" ? (stream?.count ?? 0) - 1 : event.beat;
    if (stream === undefined || !Number.isInteger(beat) || beat < 0 || beat >= stream.count) {
      fail("BL0415", {
        name: testbench,
        parameter: "event of a measurement",
        found: `beat ${event.beat} of ${event.stream}`,
        allowed: streams.map((s) => `${s.port} with ${s.count} beats`).join(", "),
      });
    }
    const description = `Transfer of beat ${beat} of ${event.stream}.`;
    return { name, description, label: undefined, port: event.stream, beat };
  }
}

/** The variable that `collectEvents` made for an event. */
export function eventName(plan: StreamTestbench, event: StreamEvent): string {
  const keys = new Set((plan.measurements ?? []).flatMap(({ from, to }) => [keyOf(from), keyOf(to)]));
  return `tb_event_${[...keys].indexOf(keyOf(event))}`;
}

const keyOf = (event: StreamEvent): string =>
  "label" in event ? `label ${event.label}` : `beat ${event.beat} ${event.stream}`;
