/**
 * The AXI4-Lite master of a played plan, as the Verilog testbench has it. Invariant: accesses act at the falling edge of
 * the main clock (each `yield` waits for the next), channels are counted at the rising one.
 */
import type { ResolvedPlan } from "../../gen/index.ts";
import type { Engine } from "../../sim/index.ts";
import {
  type BenchState,
  type Bits,
  type FieldPort,
  fieldPort,
  hexadecimal,
  nextRandom,
} from "./bench-state.ts";

type Waiting = Generator<undefined, void, undefined>;

export interface RegisterMaster {
  /** Before a rising edge of the main clock. */
  readonly sample: () => void;
  readonly write: (address: bigint, data: bigint, response: number) => Waiting;
  /** Leaves the word in `data`. */
  readonly read: (address: bigint, response: number) => Waiting;
  readonly data: () => Bits;
  /** Reads completed. */
  readonly reads: () => number;
  /** The edge at which address and data of the last write were both taken. */
  readonly accepted: () => number;
  readonly wrong: () => number;
  readonly addressText: (address: bigint) => string;
}

export function registerMaster(
  engine: Engine,
  registers: NonNullable<ResolvedPlan["registers"]>,
  bench: BenchState,
  stalls: { readonly stall: number; readonly seed: number },
): RegisterMaster {
  const port = (name: keyof typeof registers): FieldPort => fieldPort(engine, registers[name]);
  const [awaddr, wdata, araddr] = [port("awaddr"), port("wdata"), port("araddr")];
  const [awready, wready, bvalid, bresp] = [port("awready"), port("wready"), port("bvalid"), port("bresp")];
  const [arready, rvalid, rdata, rresp] = [port("arready"), port("rvalid"), port("rdata"), port("rresp")];
  const line = (name: keyof typeof registers) => {
    const to = port(name);
    let level = false;
    return {
      get level() {
        return level;
      },
      set(wanted: boolean): void {
        if (wanted === level) return;
        level = wanted;
        to.set(wanted ? 1 : 0);
      },
    };
  };
  const [awvalid, wvalid, bready] = [line("awvalid"), line("wvalid"), line("bready")];
  const [arvalid, rready] = [line("arvalid"), line("rready")];
  const threshold = Math.round(stalls.stall * 1024);
  const taken = { aw: 0, w: 0, b: 0, ar: 0, r: 0 };
  /** Which of address, data and response may transfer. */
  let go = { address: true, data: true, response: true };
  let random = stalls.seed;
  let data: Bits = 0;
  let lastResponse: Bits = 0;
  let accepted = 0;
  let wrong = 0;

  function draw(): void {
    if (stalls.stall === 0) return;
    random = nextRandom(random);
    const field = (low: number): boolean => ((random >>> low) & 1023) >= threshold;
    go = { address: field(2), data: field(12), response: field(22) };
  }

  function complain(name: string, expected: string, got: string): void {
    bench.mismatch({ cycle: bench.cycle - 1, port: name, expected, got });
    wrong++;
  }

  const addressText = (address: bigint): string => hexadecimal(address, awaddr.width);

  function expectResponse(address: bigint, response: number): void {
    if (Number(lastResponse) === response) return;
    const bits = (value: Bits): string => value.toString(2).padStart(2, "0");
    complain(`response@${addressText(address)}`, bits(response), bits(lastResponse));
  }

  return {
    data: () => data,
    reads: () => taken.r,
    accepted: () => accepted,
    wrong: () => wrong,
    addressText,
    sample() {
      const isAddress = awvalid.level && awready.get() === 1;
      const isData = wvalid.level && wready.get() === 1;
      if (isAddress) taken.aw++;
      if (isData) taken.w++;
      if (isAddress || isData) accepted = bench.cycle;
      if (bready.level && bvalid.get() === 1) {
        taken.b++;
        lastResponse = bresp.get();
      }
      if (arvalid.level && arready.get() === 1) taken.ar++;
      if (rready.level && rvalid.get() === 1) {
        taken.r++;
        lastResponse = rresp.get();
        data = rdata.get();
      }
    },
    *write(address, value, response) {
      const goal = { aw: taken.aw + 1, w: taken.w + 1, b: taken.b + 1 };
      while (taken.aw !== goal.aw || taken.w !== goal.w || taken.b !== goal.b) {
        draw();
        if (taken.aw !== goal.aw && go.address) {
          awaddr.set(awaddr.take(address));
          awvalid.set(true);
        }
        if (taken.w !== goal.w && go.data) {
          wdata.set(wdata.take(value));
          wvalid.set(true);
        }
        bready.set(taken.b !== goal.b && go.response);
        yield;
        if (taken.aw === goal.aw) awvalid.set(false);
        if (taken.w === goal.w) wvalid.set(false);
        if (taken.b !== goal.b) continue;
        bready.set(false);
        if (taken.aw !== goal.aw || taken.w !== goal.w) complain("response", "later", "early");
      }
      expectResponse(address, response);
    },
    *read(address, response) {
      const goal = { ar: taken.ar + 1, r: taken.r + 1 };
      while (taken.ar !== goal.ar || taken.r !== goal.r) {
        draw();
        if (taken.ar !== goal.ar && go.address) {
          araddr.set(araddr.take(address));
          arvalid.set(true);
        }
        rready.set(taken.r !== goal.r && go.response);
        yield;
        if (taken.ar === goal.ar) arvalid.set(false);
        if (taken.r !== goal.r) continue;
        rready.set(false);
        if (taken.ar !== goal.ar) complain("response", "later", "early");
      }
      expectResponse(address, response);
    },
  };
}
