/**
 * Signals of a running design as values of their types. Invariant: a handle is bound to its probes once; the paths of
 * numbers up to 53 bits allocate nothing.
 */
import { fail } from "../../diagnostics/index.ts";
import { bitWidth, type DataType, type EnumType } from "../../ir/index.ts";
import { fromBits, type Probe, type Simulation, type SimValue, toBits } from "../../sim/index.ts";
import type { LooseHandle } from "./handle-types.ts";

const NUMBER_BITS = 53;

/** A handle for the signal behind the probe, whatever its type. */
export function signalHandle(simulation: Simulation, probe: Probe): LooseHandle {
  const { type } = probe;
  const base = { simulation, probe };
  switch (type.kind) {
    case "uint":
      return type.width <= NUMBER_BITS ? new UintHandle(base) : new BitsHandle(base);
    case "sint":
      return type.width <= NUMBER_BITS ? new SintHandle(base) : new BitsHandle(base);
    case "enum":
      return new EnumHandle(base, type);
    default:
      return new BitsHandle(base);
  }
}

export interface StructField {
  readonly name: string;
  readonly type: DataType;
  readonly handle: LooseHandle;
}

/** A struct of several signals: its fields by name, in order; the first is lowest in the packed bits. */
export function structHandle(
  simulation: Simulation,
  name: string,
  fields: readonly StructField[],
): LooseHandle {
  const type: DataType = { kind: "struct", fields };
  const { lanes } = simulation.engine;
  const peek = (lane?: number): SimValue =>
    Object.fromEntries(fields.map((field) => [field.name, field.handle.peek(lane)]));
  const poke = (value: SimValue, lane?: number): void => {
    // Checks all fields before the first is driven.
    toBits(type, value, name);
    const given = value as Readonly<Record<string, SimValue>>;
    for (const field of fields) field.handle.poke(given[field.name] as SimValue, lane);
  };
  const handle: LooseHandle = {
    name,
    width: bitWidth(type),
    peek,
    poke,
    peekBits: (lane) =>
      fields.reduceRight(
        (bits, field) => (bits << BigInt(bitWidth(field.type))) | field.handle.peekBits(lane),
        0n,
      ),
    peekLanes: () => Array.from({ length: lanes }, (_, lane) => peek(lane)),
    pokeLanes: (values) => {
      checkLanes(name, values, lanes);
      for (const [lane, value] of values.entries()) poke(value, lane);
    },
  };
  return Object.assign(handle, Object.fromEntries(fields.map((field) => [field.name, field.handle])));
}

interface Base {
  readonly simulation: Simulation;
  readonly probe: Probe;
}

abstract class Handle<V extends SimValue> {
  readonly name: string;
  readonly width: number;
  protected readonly probe: Probe;
  protected readonly simulation: Simulation;
  protected readonly phase: Simulation["phase"];
  protected readonly lanes: number;

  constructor({ simulation, probe }: Base) {
    this.name = probe.path;
    this.width = probe.width;
    this.probe = probe;
    this.simulation = simulation;
    this.phase = simulation.phase;
    this.lanes = simulation.engine.lanes;
  }

  abstract peek(lane?: number): V;
  abstract poke(value: unknown, lane?: number): void;

  peekBits(lane?: number): bigint {
    return this.probe.getBits(this.laneAt(lane));
  }

  peekLanes(): V[] {
    return Array.from({ length: this.lanes }, (_, lane) => this.peek(lane));
  }

  pokeLanes(values: readonly unknown[]): void {
    checkLanes(this.name, values, this.lanes);
    for (const [lane, value] of values.entries()) this.poke(value, lane);
  }

  /** BL0420 on a lane that is not there; the probes' shortest paths look at the upper end only. */
  protected laneAt(lane: number | undefined): number {
    if (lane === undefined) return 0;
    const isThere = lane >= 0 && lane < this.lanes && Number.isInteger(lane);
    return isThere ? lane : fail("BL0420", { lane, lanes: this.lanes });
  }

  /** BL0430 in the sample phase, BL0449 after the end. */
  private refusePoke(): never {
    const { isOver } = this.phase;
    const module = this.simulation.engine.design.top.name;
    if (isOver) fail("BL0449", { module, what: `poking \`${this.name}\`` });
    return fail("BL0430", { name: this.name });
  }

  protected drive(bits: number, lane: number | undefined): void {
    if (this.phase.isLocked) this.refusePoke();
    if (lane !== undefined || this.lanes === 1) this.probe.setNumber(bits, this.laneAt(lane));
    else for (let each = 0; each < this.lanes; each++) this.probe.setNumber(bits, each);
  }

  protected driveBits(bits: bigint, lane: number | undefined): void {
    if (this.probe.width <= NUMBER_BITS) {
      this.drive(Number(bits), lane);
      return;
    }
    if (this.phase.isLocked) this.refusePoke();
    if (lane !== undefined) this.probe.setBits(bits, this.laneAt(lane));
    else for (let each = 0; each < this.lanes; each++) this.probe.setBits(bits, each);
  }
}

class UintHandle extends Handle<number> {
  private readonly limit: number;

  constructor(base: Base) {
    super(base);
    this.limit = 2 ** base.probe.width;
  }

  peek(lane?: number): number {
    return this.probe.getNumber(this.laneAt(lane));
  }

  poke(value: unknown, lane?: number): void {
    const fits = typeof value === "number" && value >= 0 && value < this.limit && Number.isInteger(value);
    if (fits) this.drive(value, lane);
    else this.driveBits(toBits(this.probe.type, value, this.name), lane);
  }
}

class SintHandle extends Handle<number> {
  private readonly half: number;

  constructor(base: Base) {
    super(base);
    this.half = 2 ** (base.probe.width - 1);
  }

  peek(lane?: number): number {
    const bits = this.probe.getNumber(this.laneAt(lane));
    return bits >= this.half ? bits - 2 * this.half : bits;
  }

  poke(value: unknown, lane?: number): void {
    const { half } = this;
    const fits = typeof value === "number" && value >= -half && value < half && Number.isInteger(value);
    if (fits) this.drive(value < 0 ? value + 2 * half : value, lane);
    else this.driveBits(toBits(this.probe.type, value, this.name), lane);
  }
}

class EnumHandle extends Handle<string> {
  private readonly byBits: ReadonlyMap<number, string>;

  constructor(base: Base, type: EnumType) {
    super(base);
    this.byBits = new Map(type.members.map(({ name, value }) => [Number(value), name]));
  }

  /** Fails with BL0433 when the bits are no member. */
  peek(lane?: number): string {
    const bits = this.probe.getNumber(this.laneAt(lane));
    const member = this.byBits.get(bits);
    return member ?? fail("BL0433", { name: this.name, bits, members: [...this.byBits.values()] });
  }

  poke(value: unknown, lane?: number): void {
    this.driveBits(toBits(this.probe.type, value, this.name), lane);
  }
}

/** Arrays and wide integers, through bigints. */
class BitsHandle extends Handle<SimValue> {
  peek(lane?: number): SimValue {
    return fromBits(this.probe.type, this.probe.getBits(this.laneAt(lane)));
  }

  poke(value: unknown, lane?: number): void {
    this.driveBits(toBits(this.probe.type, value, this.name), lane);
  }
}

function checkLanes(name: string, values: readonly unknown[], lanes: number): void {
  if (values.length !== lanes) fail("BL0435", { name, found: values.length, lanes });
}
