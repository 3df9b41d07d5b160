/** `simulate`: a definition or an elaborated design as a running simulation with typed handles. */
import { fail } from "../../diagnostics/index.ts";
import { type ElaborateOptions, elaborate, type ModuleDefinition, type PortMap } from "../../dsl/index.ts";
import type { Design, Signal } from "../../ir/index.ts";
import {
  type CoverageData,
  carryCoverage,
  coverageFolder,
  coverageOf,
  coveredEngine,
  type Engine,
  type EngineName,
  type EngineOptions,
  forkOptions,
  fromBits,
  type InstrumentOptions,
  makeEngine,
  recordCoverage,
  Simulation,
  type SimulationOptions,
  type SimValue,
  structAt,
  toBits,
} from "../../sim/index.ts";
import { confirmAtEnd, recordedWhere } from "../confirm/environment.ts";
import type { RecordingOptions } from "../confirm/recording-engine.ts";
import { dutOf, flatDut } from "./dut.ts";
import type { Dut } from "./dut-types.ts";
import type { LooseHandle } from "./handle-types.ts";
import { signalHandle, structHandle } from "./handles.ts";
import { requireKnownOptions } from "./option-names.ts";

export interface SimulateDesignOptions extends Omit<EngineOptions, "seed">, SimulationOptions {
  /** "compiled" (default) or "interpreter", the slow oracle; results are the same. */
  readonly engine?: EngineName | undefined;
  /** Records what is covered, for `sim.coverage()`; with BITLOOM_COVERAGE set every simulation does. Default false. */
  readonly coverage?: boolean | InstrumentOptions | undefined;
  /** Records the port traffic, for `confirm`; always with BITLOOM_SIM, which confirms it at the end of the simulation. */
  readonly record?: boolean | RecordingOptions | undefined;
}

/** `reset` and `resetActive` are those of `elaborate`. */
export interface SimulateModuleOptions
  extends SimulateDesignOptions,
    Pick<ElaborateOptions, "reset" | "resetActive"> {}

/** `sim.dut` of a design without a definition: its ports by name. */
export type LooseDut = Readonly<Record<string, LooseHandle>>;

/** A word at a time of a memory, as values of its type. */
export interface MemoryHandle {
  readonly depth: number;
  readonly get: (address: number, lane?: number) => SimValue;
  /** In all lanes where none is given. */
  readonly set: (address: number, value: SimValue, lane?: number) => void;
}

/** A simulation with handles for its ports, `dut`, and values by path. */
export class DutSimulation<D> extends Simulation {
  readonly dut: D;
  private readonly makeDut: (simulation: Simulation) => D;
  private readonly handles = new Map<string, LooseHandle>();
  private readonly simulateOptions: SimulateDesignOptions;
  /** Hands the coverage over to the report of the whole process. */
  private readonly closeCoverage: (() => void) | undefined;

  constructor(
    engine: Simulation["engine"],
    options: SimulateDesignOptions,
    makeDut: (simulation: Simulation) => D,
  ) {
    super(engine, options);
    this.makeDut = makeDut;
    this.simulateOptions = options;
    this.dut = makeDut(this);
    this.atEnd(() => confirmAtEnd(this));
    const coverage = coverageFolder() === undefined ? undefined : coverageOf(engine);
    this.closeCoverage = coverage && recordCoverage(coverage);
  }

  /** The signal or struct at a path: `queue.held`. BL0292 on an unknown one, with the names that are close. */
  signal(path: string): LooseHandle {
    let handle = this.handles.get(path);
    if (handle === undefined) {
      const fields = structAt(this.engine.design, path);
      handle = fields === undefined ? signalHandle(this, this.probe(path)) : this.structOf(path, fields);
      this.handles.set(path, handle);
    }
    return handle;
  }

  peek(path: string, lane?: number): SimValue {
    return this.signal(path).peek(lane);
  }

  /** Inputs, resets and registers; BL0421 on what logic drives. */
  poke(path: string, value: SimValue, lane?: number): void {
    this.signal(path).poke(value, lane);
  }

  /** The memory at a path: `queue.store`. */
  memory(path: string): MemoryHandle {
    const probe = this.memoryProbe(path);
    const { lanes } = this.engine;
    return {
      depth: probe.depth,
      get: (address, lane) => fromBits(probe.type, probe.getWord(address, lane)),
      set: (address, value, lane) => {
        const bits = toBits(probe.type, value, `${path}[${address}]`);
        const all = Array.from({ length: lanes }, (_, each) => each);
        for (const each of lane === undefined ? all : [lane]) probe.setWord(address, bits, each);
      },
    };
  }

  /** What has been covered so far; BL0474 unless the simulation was made with `coverage: true`. */
  coverage(): CoverageData {
    const coverage = coverageOf(this.engine);
    return coverage === undefined ? fail("BL0474", { module: this.engine.design.top.name }) : coverage();
  }

  override forkSimulation(): DutSimulation<D> {
    const engine = recorded(this.engine.fork(), this.simulateOptions);
    const twin = new DutSimulation(engine, forkOptions(this.simulateOptions), this.makeDut);
    twin.goTo(this);
    return twin;
  }

  /** Fields of structs in the struct go by the names on the module: `{ head_length }`. */
  private structOf(path: string, fields: readonly Signal[]): LooseHandle {
    const inside = path.slice(0, path.lastIndexOf(".") + 1);
    return structHandle(
      this,
      path,
      fields.map(({ name, type, group }) => ({
        name: group?.path ?? name,
        type,
        handle: signalHandle(this, this.probe(`${inside}${name}`)),
      })),
    );
  }

  /** Ends all tasks; unless an error came before, with BITLOOM_SIM confirms the run: BL0450 where the Verilog disagrees. */
  override [Symbol.dispose](): void {
    this.closeCoverage?.();
    super[Symbol.dispose]();
  }
}

/**
 * Starts a simulation of a module definition, with `sim.dut` typed from its ports, or of an elaborated design. Registers
 * with a reset value start at it, all others and memories without content from the seed.
 */
export function simulate<P extends PortMap>(
  definition: ModuleDefinition<P>,
  options?: SimulateModuleOptions,
): DutSimulation<Dut<P>>;
export function simulate(design: Design, options?: SimulateDesignOptions): DutSimulation<LooseDut>;
export function simulate(
  what: ModuleDefinition | Design,
  options: SimulateModuleOptions = {},
): DutSimulation<unknown> {
  requireKnownOptions(options, optionNames);
  const { reset, resetActive } = options;
  const isDesign = "top" in what;
  const design = isDesign
    ? what
    : elaborate(what, { ...(reset && { reset }), ...(resetActive && { resetActive }) });
  const engine = recorded(engineOf(design, options), options);
  return new DutSimulation<unknown>(engine, options, (simulation) =>
    isDesign ? flatDut(simulation, design) : dutOf(simulation, what.ports),
  );
}

function engineOf(design: Design, options: SimulateDesignOptions): Engine {
  const { coverage = coverageFolder() !== undefined } = options;
  if (coverage === false) return makeEngine(design, options);
  const build = (instrumented: Design): Engine => makeEngine(instrumented, options);
  return coveredEngine(design, build, coverage === true ? {} : coverage).engine;
}

/** What records traffic stands around what records coverage: it sees the original design. */
function recorded(inner: Engine, { record }: SimulateDesignOptions): Engine {
  const engine = recordedWhere(record, inner);
  carryCoverage(inner, engine);
  return engine;
}

const optionNames: Readonly<Record<keyof SimulateModuleOptions, true>> = {
  clocks: true,
  coverage: true,
  engine: true,
  lanes: true,
  models: true,
  properties: true,
  record: true,
  reset: true,
  resetActive: true,
  seed: true,
  switches: true,
  waves: true,
};
