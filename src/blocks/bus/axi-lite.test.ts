/** The AXI4-Lite register file against a model of its software's view, with stalls and any order of the write channels. */
import { describe, expect, expectTypeOf, test } from "vitest";
import { elaborate, type Outside, type Uint } from "../../dsl/index.ts";
import { type Interpreter, interpret } from "../../sim/index.ts";
import { applyReset, type Random, seededRandom } from "../../testing/index.ts";
import { AxiLiteRegisters } from "./axi-lite.ts";
import { registerTable } from "./register-table.ts";

const table = registerTable({
  name: "example",
  registers: [
    {
      name: "control",
      address: 0x00,
      fields: [
        { name: "start", bits: 0, access: "pulse" },
        { name: "mode", bits: [3, 2], access: "rw", reset: 2 },
        { name: "period", bits: [27, 5], access: "rw", reset: 1000 },
        { name: "key", bits: [31, 28], access: "wo", reset: 9 },
      ],
    },
    {
      name: "status",
      address: 0x08,
      fields: [
        { name: "busy", bits: 0, access: "ro" },
        { name: "count", bits: [31, 16], access: "ro" },
      ],
    },
    { name: "events", address: 0x0c, fields: [{ name: "flags", bits: [11, 4], access: "w1c" }] },
    { name: "scratch", address: 0x40, fields: [{ name: "word", bits: [31, 0], access: "rw" }] },
  ],
});

const OKAY = 0n;
const SLVERR = 2n;

function start(): Interpreter {
  const simulation = interpret(elaborate(AxiLiteRegisters(table)));
  applyReset(simulation);
  return simulation;
}

interface Write {
  readonly address: bigint;
  readonly data: bigint;
  readonly strobe: bigint;
}

/** Does the writes in order; address and data channels run independently of each other. Returns the responses. */
function writeAll(
  simulation: Interpreter,
  writes: readonly Write[],
  random: Random,
  stall: number,
): bigint[] {
  const responses: bigint[] = [];
  const next = { aw: 0, w: 0 };
  const offered = { aw: false, w: false };
  for (let cycle = 0; responses.length < writes.length; cycle++) {
    if (cycle > 200 * writes.length) throw new Error(`no response to write ${responses.length}`);
    for (const channel of ["aw", "w"] as const) {
      const write = writes[next[channel]];
      offered[channel] ||= write !== undefined && !random.chance(stall);
      simulation.poke(`s_axi_${channel}valid`, offered[channel] ? 1n : 0n);
      if (!write) continue;
      if (channel === "aw") simulation.poke("s_axi_awaddr", write.address);
      else {
        simulation.poke("s_axi_wdata", write.data);
        simulation.poke("s_axi_wstrb", write.strobe);
      }
    }
    const bready = !random.chance(stall);
    simulation.poke("s_axi_bready", bready ? 1n : 0n);
    for (const channel of ["aw", "w"] as const) {
      if (!offered[channel] || simulation.peek(`s_axi_${channel}ready`) === 0n) continue;
      next[channel]++;
      offered[channel] = false;
    }
    if (bready && simulation.peek("s_axi_bvalid") === 1n) {
      responses.push(simulation.peek("s_axi_bresp"));
      // A response comes only after its own address and data.
      expect(Math.min(next.aw, next.w)).toBeGreaterThanOrEqual(responses.length);
    }
    simulation.step();
  }
  simulation.poke("s_axi_bready", 0n);
  for (const channel of ["aw", "w"]) simulation.poke(`s_axi_${channel}valid`, 0n);
  return responses;
}

const write = (simulation: Interpreter, address: number, data: number, strobe = 0xf): bigint =>
  writeAll(
    simulation,
    [{ address: BigInt(address), data: BigInt(data), strobe: BigInt(strobe) }],
    seededRandom(1),
    0,
  )[0] as bigint;

function read(simulation: Interpreter, address: number, random = seededRandom(1), stall = 0) {
  simulation.poke("s_axi_araddr", BigInt(address));
  while (random.chance(stall)) simulation.step();
  simulation.poke("s_axi_arvalid", 1n);
  while (simulation.peek("s_axi_arready") === 0n) simulation.step();
  simulation.step();
  simulation.poke("s_axi_arvalid", 0n);
  const first = [
    simulation.peek("s_axi_rvalid"),
    simulation.peek("s_axi_rdata"),
    simulation.peek("s_axi_rresp"),
  ];
  while (random.chance(stall)) simulation.step();
  simulation.poke("s_axi_rready", 1n);
  const [valid, data, response] = ["rvalid", "rdata", "rresp"].map((name) =>
    simulation.peek(`s_axi_${name}`),
  );
  expect([valid, data, response]).toEqual([1n, ...first.slice(1)]);
  simulation.step();
  simulation.poke("s_axi_rready", 0n);
  return { data, response };
}

describe("AxiLiteRegisters", () => {
  test("fields have their reset values", () => {
    const simulation = start();
    expect(simulation.peek("control_mode")).toBe(2n);
    expect(simulation.peek("control_period")).toBe(1000n);
    expect(simulation.peek("control_key")).toBe(9n);
    expect(read(simulation, 0).data).toBe(BigInt((1000 << 5) | (2 << 2)));
  });

  test("a write reaches rw and wo fields, and wo fields read 0", () => {
    const simulation = start();
    expect(write(simulation, 0, 0xa000_0064)).toBe(OKAY);
    expect(["mode", "period", "key"].map((name) => simulation.peek(`control_${name}`))).toEqual([
      1n,
      3n,
      10n,
    ]);
    expect(read(simulation, 0)).toEqual({ data: 0x64n, response: OKAY });
  });

  test("every strobe writes its bytes and no other", () => {
    for (let strobe = 0; strobe < 16; strobe++) {
      const simulation = start();
      write(simulation, 0x40, 0x1122_3344);
      write(simulation, 0x40, 0xaabb_ccdd, strobe);
      const bytes = [0xdd, 0xcc, 0xbb, 0xaa].map((byte, lane) =>
        (strobe >> lane) & 1 ? byte : [0x44, 0x33, 0x22, 0x11][lane],
      );
      const expected = bytes.reduce<bigint>(
        (sum, byte, lane) => sum | (BigInt(byte ?? 0) << BigInt(8 * lane)),
        0n,
      );
      expect([strobe, read(simulation, 0x40).data]).toEqual([strobe, expected]);
    }
  });

  test("a pulse lasts one cycle", () => {
    const simulation = start();
    simulation.poke("s_axi_bready", 1n);
    for (const [port, bits] of [
      ["awaddr", 0n],
      ["awvalid", 1n],
      ["wdata", 1n],
      ["wstrb", 1n],
      ["wvalid", 1n],
    ] as const) {
      simulation.poke(`s_axi_${port}`, bits);
    }
    const trace: bigint[] = [];
    for (let cycle = 0; cycle < 6; cycle++) {
      trace.push(simulation.peek("control_start"));
      simulation.step();
      simulation.poke("s_axi_awvalid", 0n);
      simulation.poke("s_axi_wvalid", 0n);
    }
    expect(trace).toEqual([0n, 0n, 1n, 0n, 0n, 0n]);
    expect(read(simulation, 0).data).toBe(BigInt(1000 << 5) & ~1n);
  });

  test("ro fields show the hardware's value and ignore writes", () => {
    const simulation = start();
    simulation.poke("status_busy", 1n);
    simulation.poke("status_count", 0xbeefn);
    expect(write(simulation, 8, 0)).toBe(OKAY);
    expect(read(simulation, 8).data).toBe(0xbeef_0001n);
  });

  test("w1c fields keep what was set until a one clears it, and setting wins", () => {
    const simulation = start();
    simulation.poke("events_flags_set", 0b1010n);
    simulation.step();
    simulation.poke("events_flags_set", 0n);
    expect(read(simulation, 0xc).data).toBe(0b1010n << 4n);
    write(simulation, 0xc, 0b0010 << 4);
    expect(simulation.peek("events_flags")).toBe(0b1000n);
    simulation.poke("events_flags_set", 0b0001n);
    write(simulation, 0xc, 0xff << 4);
    expect(simulation.peek("events_flags")).toBe(0b0001n);
  });

  test("addresses outside the table answer SLVERR and change nothing", () => {
    const simulation = start();
    const holes = Array.from({ length: 32 }, (_, word) => word * 4).filter(
      (address) => ![0x00, 0x08, 0x0c, 0x40].includes(address),
    );
    const before = [0x00, 0x08, 0x0c, 0x40].map((address) => read(simulation, address).data);
    for (const address of holes) {
      expect([address, write(simulation, address, 0xffff_ffff)]).toEqual([address, SLVERR]);
      expect([address, read(simulation, address)]).toEqual([address, { data: 0n, response: SLVERR }]);
    }
    expect([0x00, 0x08, 0x0c, 0x40].map((address) => read(simulation, address).data)).toEqual(before);
  });

  test("the low two address bits do not matter", () => {
    const simulation = start();
    expect(write(simulation, 0x41, 0xab00, 0b0010)).toBe(OKAY);
    expect(read(simulation, 0x43)).toEqual({ data: 0xab00n, response: OKAY });
  });

  test.each([0, 0.3, 0.7])("random writes and reads agree with a model, stalls %f", (stall) => {
    const random = seededRandom(100 + stall * 10);
    const simulation = start();
    let scratch = 0n;
    for (let round = 0; round < 12; round++) {
      const writes = Array.from({ length: random.between(1, 6) }, () => ({
        address: random.chance(0.8) ? 0x40n : 0x44n,
        data: random.bits(32),
        strobe: random.bits(4),
      }));
      const responses = writeAll(simulation, writes, random, stall);
      for (const { address, data, strobe } of writes) {
        if (address !== 0x40n) continue;
        for (let lane = 0n; lane < 4n; lane++) {
          if ((strobe >> lane) & 1n) {
            const mask = 0xffn << (8n * lane);
            scratch = (scratch & ~mask) | (data & mask);
          }
        }
      }
      expect(responses).toEqual(writes.map(({ address }) => (address === 0x40n ? OKAY : SLVERR)));
      expect(read(simulation, 0x40, random, stall)).toEqual({ data: scratch, response: OKAY });
      expect(simulation.peek("scratch_word")).toBe(scratch);
    }
  });

  test("a write takes two cycles when nothing stalls", () => {
    const simulation = start();
    const writes = Array.from({ length: 20 }, (_, i) => ({ address: 0x40n, data: BigInt(i), strobe: 0xfn }));
    let edges = 0;
    const counted = {
      ...simulation,
      step: () => {
        edges++;
        simulation.step();
      },
    };
    writeAll(counted, writes, seededRandom(1), 0);
    expect(edges).toBeLessThanOrEqual(2 * writes.length + 2);
  });

  test("ports have the fields' names, directions and widths", () => {
    type Ports = Outside<ReturnType<typeof AxiLiteRegisters<typeof table.description>>["ports"]>;
    expectTypeOf<Ports["control_period"]>().toEqualTypeOf<Uint<23>>();
    expectTypeOf<Ports["status_count"]>().toHaveProperty("value");
    expectTypeOf<Ports["events_flags_set"]>().toHaveProperty("value");
    expectTypeOf<Ports["control_start"]>().not.toHaveProperty("value");
    expectTypeOf<keyof Ports>().toEqualTypeOf<
      | "s_axi"
      | "control_start"
      | "control_mode"
      | "control_period"
      | "control_key"
      | "status_busy"
      | "status_count"
      | "events_flags"
      | "events_flags_set"
      | "scratch_word"
    >();
  });
});
