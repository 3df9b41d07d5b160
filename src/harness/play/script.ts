/** The script of a played plan: one step after the other, acting at falling edges of the main clock as the Verilog testbench does. */
import type { ResolvedPlan, ScriptStep } from "../../gen/index.ts";
import { maskOf } from "../../ir/index.ts";
import type { Engine, Readings } from "../../sim/index.ts";
import { type BenchState, type Bits, type FieldPort, fieldPort, hexadecimal } from "./bench-state.ts";
import type { RegisterMaster } from "./register-master.ts";
import type { StreamDriver } from "./stream-drivers.ts";

type Waiting = Generator<undefined, void, undefined>;

export interface Script {
  /** Ends when every step has been made; each `yield` waits for the next falling edge. Stays waiting once it gave up. */
  readonly run: () => Waiting;
  readonly isDone: () => boolean;
  readonly checked: () => number;
  readonly wrong: () => number;
  /** Of reads that the plan records. */
  readonly readings: () => Readings;
}

export interface ScriptParts {
  readonly engine: Engine;
  readonly resolved: ResolvedPlan;
  readonly bench: BenchState;
  readonly master: RegisterMaster | undefined;
  readonly streams: readonly StreamDriver[];
}

export function playedScript({ engine, resolved, bench, master, streams }: ScriptParts): Script {
  const { script, device, resets } = resolved;
  const ports = new Map(device.ports.map((port) => [port.name, fieldPort(engine, port)]));
  let isDone = false;
  let checked = 0;
  let wrong = 0;
  const readings: Record<string, bigint> = {};

  const portOf = (name: string): FieldPort => ports.get(name) as FieldPort;
  const registers = (): RegisterMaster => master as RegisterMaster;

  function complain(port: string, expected: string, got: string): void {
    bench.mismatch({ cycle: bench.cycle - 1, port, expected, got });
    wrong++;
  }

  /** Compares the bits of `mask`. */
  function check(name: string, width: number, wanted: bigint, got: Bits, mask = maskOf(width)): boolean {
    checked++;
    if (((BigInt(got) ^ wanted) & mask) === 0n) return true;
    complain(name, hexadecimal(wanted, width), hexadecimal(got, width));
    return false;
  }

  function* giveUp(): Waiting {
    bench.isAborted = true;
    for (;;) yield;
  }

  function* make(step: ScriptStep): Waiting {
    const width = resolved.registers?.rdata.width ?? 0;
    const registerName = (address: bigint): string => `register@${registers().addressText(address)}`;
    switch (step.kind) {
      case "write":
        return yield* registers().write(step.address, step.data, step.response ?? 0);
      case "read":
        yield* registers().read(step.address, step.response ?? 0);
        if (step.record !== undefined) readings[step.record] = BigInt(registers().data());
        if (step.expected === undefined) return;
        check(registerName(step.address), width, step.expected, registers().data(), step.mask);
        return;
      case "poll": {
        const end = registers().reads() + step.limit;
        const isReached = (): boolean => ((BigInt(registers().data()) ^ step.value) & step.mask) === 0n;
        yield* registers().read(step.address, 0);
        while (!isReached() && registers().reads() < end) yield* registers().read(step.address, 0);
        if (!check(registerName(step.address), width, step.value, registers().data(), step.mask))
          yield* giveUp();
        return;
      }
      case "set": {
        const port = portOf(step.port);
        return port.set(port.take(step.value));
      }
      case "expect": {
        const port = portOf(step.port);
        check(step.port, port.width, step.value, port.get(), step.mask);
        return;
      }
      case "waitFor": {
        const port = portOf(step.port);
        const end = bench.cycle + step.limit;
        while (BigInt(port.get()) !== step.value && bench.cycle < end) yield;
        if (!check(step.port, port.width, step.value, port.get())) yield* giveUp();
        return;
      }
      case "await": {
        const stream = streams.find(({ port }) => port === step.stream);
        const beats = step.beats ?? stream?.planned ?? 0;
        while ((stream?.count ?? 0) < beats) yield;
        return;
      }
      case "delay":
        for (let i = 0; i < step.cycles; i++) yield;
        return;
      case "reset":
        for (const { name, active } of resets) engine.probe(name).setBits(active);
        for (let i = 0; i < step.cycles; i++) yield;
        for (const { name, active } of resets) engine.probe(name).setBits(1n - active);
    }
  }

  return {
    isDone: () => isDone,
    checked: () => checked,
    wrong: () => wrong + (master?.wrong() ?? 0),
    readings: () => readings,
    *run() {
      for (const step of script) {
        yield* make(step);
        const event = resolved.events.find(({ label }) => label !== undefined && label === step.label);
        if (event === undefined) continue;
        bench.events.set(event.name, step.kind === "write" ? registers().accepted() : bench.cycle - 1);
      }
      isDone = true;
    },
  };
}
