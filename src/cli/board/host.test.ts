/**
 * Whole FineQ jobs over the serial line of a simulated board, byte by byte: what the host gets is what the golden model says, also
 * when bits flip, bytes vanish and garbage comes in between.
 */
import { describe, expect, test } from "vitest";
import { fineqConfiguration } from "../../blocks/index.ts";
import { BitloomError } from "../../diagnostics/index.ts";
import { BOARDS } from "../../gen/index.ts";
import { quantizeFineq } from "../../golden/index.ts";
import { BRIDGE, Connection, encodeFrame, runHostJob, type Transport } from "../../host/index.ts";
import { seededRandom } from "../../testing/index.ts";
import { boardDesign } from "./design.ts";
import { engineRegisters } from "./engine-registers.ts";
import { SimulatedPort } from "./simulated-port.ts";

const icebreaker = BOARDS.find(({ name }) => name === "icebreaker");
if (icebreaker === undefined) throw new Error("no iCEBreaker");
// The engine's smallest clock and fastest line: four cycles a bit.
const design = boardDesign(icebreaker, { rows: 2, cols: 2, accumulatorBits: 20, clock: 12, baud: 3_000_000 });
const shape = fineqConfiguration(design.engine);

function product(m: number, k: number, n: number, seed: number) {
  const random = seededRandom(seed);
  const activations = Int8Array.from({ length: m * k }, () => Number(random.bits(8)) - 128);
  const values = Float32Array.from({ length: n * k }, () => (Number(random.bits(16)) - 32768) / 32768);
  return { activations, m, weights: quantizeFineq(values, n, k, { tensor: "test" }) };
}

/** Ends of a connection to a freshly reset board. */
async function opened(wrap: (port: SimulatedPort) => Transport = (port) => port) {
  const port = new SimulatedPort(design);
  const connection = new Connection(wrap(port), { timeout: 0.002, tries: 8 });
  await connection.open(design.identity, design.title);
  return { port, connection };
}

async function codeOf(work: () => Promise<unknown>): Promise<string | undefined> {
  try {
    await work();
    return undefined;
  } catch (error) {
    if (error instanceof BitloomError) return error.diagnostics[0]?.code;
    throw error;
  }
}

describe("a job over the line", () => {
  test.each([
    { m: 2, k: 24, n: 2, what: "one full tile" },
    { m: 3, k: 50, n: 5, what: "tiles that are not full, several of them" },
    { m: 1, k: 1, n: 1, what: "the smallest" },
  ])("$m x $k x $n, $what: every result is the golden model's", async ({ m, k, n }) => {
    const { port, connection } = await opened();
    const report = await runHostJob(connection, engineRegisters, shape, product(m, k, n, 7));
    expect(report).toMatchObject({ isGood: true, mismatches: 0, compared: m * n, errors: 0 });
    expect(report.counters).toMatchObject({
      tiles: Math.ceil(m / 2) * Math.ceil(n / 2),
      steps: Math.ceil(m / 2) * Math.ceil(n / 2) * k * 3,
    });
    expect(report.line.repeats).toBe(0);
    await port.close();
  });

  test("a second job follows the first without a restart", async () => {
    const { port, connection } = await opened();
    for (const seed of [1, 2]) {
      const report = await runHostJob(connection, engineRegisters, shape, product(2, 30, 3, seed));
      expect(report.isGood).toBe(true);
    }
    await port.close();
  });

  test("an answer of another engine is seen: one wrong weight makes mismatches", async () => {
    const { port, connection } = await opened();
    const right = product(2, 24, 2, 3);
    let puts = 0;
    // The frame of the weights goes out with one bit of a weight changed and a CRC that fits.
    const put = connection.put.bind(connection);
    connection.put = (stream, bytes) => {
      const changed = Uint8Array.from(bytes);
      if (stream === "weights" && puts++ === 0) changed[1] = (changed[1] ?? 0) ^ 1;
      return put(stream, changed);
    };
    const report = await runHostJob(connection, engineRegisters, shape, right);
    expect(report.isGood).toBe(false);
    expect(report.mismatches).toBeGreaterThan(0);
    expect(report.firstMismatch?.found).not.toBe(report.firstMismatch?.expected);
    await port.close();
  });
});

/** Passes bytes on, those of some writes disturbed. */
const disturbed =
  (disturb: (bytes: Uint8Array, index: number) => Uint8Array, back = (bytes: Uint8Array) => bytes) =>
  (port: SimulatedPort): Transport => {
    let writes = 0;
    return {
      name: port.name,
      write: (bytes) => port.write(disturb(bytes, writes++)),
      read: async (seconds) => back(await port.read(seconds)),
      close: () => port.close(),
    };
  };

const without = (bytes: Uint8Array, at: number): Uint8Array =>
  Uint8Array.from([...bytes].filter((_, index) => index !== at));
const flipped = (bytes: Uint8Array, at: number, bit: number): Uint8Array =>
  bytes.with(at, (bytes[at] ?? 0) ^ (1 << bit));

describe("a bad line", () => {
  const random = seededRandom(11);
  const place = (bytes: Uint8Array): number => Number(random.bits(16)) % bytes.length;
  const faults: [string, (bytes: Uint8Array, index: number) => Uint8Array][] = [
    ["every fourth frame has a flipped bit", (b, i) => (i % 4 === 2 ? flipped(b, place(b), i % 8) : b)],
    ["every fourth frame loses a byte", (b, i) => (i % 4 === 2 ? without(b, place(b)) : b)],
    ["every fourth frame loses its end", (b, i) => (i % 4 === 2 ? without(b, b.length - 1) : b)],
    [
      "garbage comes before every third frame",
      (b, i) => (i % 3 === 1 ? Uint8Array.from([7, 0xdb, 1, 0xc0, 9, ...b]) : b),
    ],
    ["every frame is sent twice", (b) => Uint8Array.from([...b, ...b])],
  ];
  test.each(faults)("%s: the job is exact all the same", async (_what, disturb) => {
    const { port, connection } = await opened(disturbed(disturb));
    const report = await runHostJob(connection, engineRegisters, shape, product(3, 40, 3, 5), {
      patience: 60,
    });
    expect(report).toMatchObject({ isGood: true, mismatches: 0, compared: 9 });
    await port.close();
  });

  test("answers that are lost or broken are asked for again, and results are given twice", async () => {
    let pieces = 0;
    const lose = (bytes: Uint8Array): Uint8Array => {
      if (bytes.length === 0) return bytes;
      pieces++;
      if (pieces % 29 === 7) return bytes.subarray(1);
      return pieces % 31 === 9 ? bytes.map((byte) => byte ^ 4) : bytes;
    };
    const { port, connection } = await opened(disturbed((bytes) => bytes, lose));
    const report = await runHostJob(connection, engineRegisters, shape, product(2, 30, 4, 6), {
      patience: 60,
    });
    expect(report.isGood).toBe(true);
    expect(report.line.repeats).toBeGreaterThan(0);
    await port.close();
  });

  test("a byte without its stop bit spoils its frame, and the bridge counts it", async () => {
    const { port, connection } = await opened();
    // A whole frame, then a break: all levels 0 for a byte's time and more.
    port.line.sendLevels([...Array(14).fill(0), 1, 1]);
    port.line.send(encodeFrame(Uint8Array.of(200, 1, 0, 0)));
    expect(await connection.read(BRIDGE.protocol)).toBe(0x424c4d01);
    await port.close();
  });
});

describe("refusals", () => {
  test.each([
    [
      "gives no results",
      (connection: Connection) => {
        connection.get = async () => new Uint8Array();
      },
      /giving results/,
    ],
    [
      "takes no weights",
      (connection: Connection) => {
        const put = connection.put.bind(connection);
        connection.put = async (stream, bytes) =>
          stream === "weights" ? { isTaken: false, room: 0 } : put(stream, bytes);
      },
      /giving results/,
    ],
  ])(
    "an engine that %s ends the job after the patience, with how far it came",
    async (_what, spoil, message) => {
      const { port, connection } = await opened();
      spoil(connection);
      let seconds = 0;
      const waiting = runHostJob(connection, engineRegisters, shape, product(2, 24, 2, 3), {
        patience: 5,
        now: () => seconds++,
      });
      await expect(waiting).rejects.toThrow(/BL0710/);
      await expect(waiting).rejects.toThrow(message);
      await port.close();
    },
  );

  test("patience is never shorter than what one request may take, and runs in the port's own time", async () => {
    const port = new SimulatedPort(design);
    let seconds = 0;
    // Each look at the clock finds a second more.
    port.now = () => seconds++;
    const connection = new Connection(port, { timeout: 3, tries: 8 });
    await connection.open(design.identity, design.title);
    connection.get = async () => new Uint8Array();
    const waiting = runHostJob(connection, engineRegisters, shape, product(2, 24, 2, 3));
    await expect(waiting).rejects.toThrow(/BL0710[\s\S]* 24 s/);
    expect(seconds).toBeGreaterThan(24);
    await port.close();
    const timed = new SimulatedPort(design);
    await timed.read(0.001);
    // 12,000 cycles of 12 MHz.
    expect(timed.now()).toBeCloseTo(0.001, 4);
    await timed.close();
  });

  test("a register that is not there, a stream too full, another identity, a silent line", async () => {
    const { port, connection } = await opened();
    expect(await codeOf(() => connection.read(0x3c))).toBe("BL0708");
    expect(await codeOf(() => connection.write(0x4000, 1))).toBe("BL0708");
    expect(await codeOf(() => connection.read(0x801c))).toBe("BL0708");
    expect(await codeOf(() => connection.write(BRIDGE.identity, 1))).toBe("BL0708");
    expect(await connection.read(BRIDGE.room.scales)).toBe(512);
    // Nothing has started, so the engine takes two scales into the bank at most, and the rest stays.
    const full = await connection.put("activations", new Uint8Array(240));
    expect(full.isTaken).toBe(true);
    await connection.put("activations", new Uint8Array(240));
    const room = await connection.read(BRIDGE.room.activations);
    expect(await connection.put("activations", new Uint8Array(room + 1))).toEqual({ isTaken: false, room });
    expect(await connection.put("activations", new Uint8Array(room))).toEqual({ isTaken: true, room: 0 });
    expect(await codeOf(() => connection.open(design.identity ^ 1, "another"))).toBe("BL0706");
    await port.close();
    const silent: Transport = {
      name: "nothing",
      write: async () => {},
      read: async () => new Uint8Array(),
      close: async () => {},
    };
    expect(await codeOf(() => new Connection(silent).restart())).toBe("BL0705");
    const noisy: Transport = { ...silent, read: async () => Uint8Array.of(1, 2, 3, 4, 0xc0) };
    expect(await codeOf(() => new Connection(noisy).restart())).toBe("BL0709");
  });
});
