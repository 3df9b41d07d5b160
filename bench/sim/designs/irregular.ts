/** Designs without a pattern that an engine could exploit, each driven from inside. Ports: clock, reset, checksum. */
import { Rv32iCore } from "../../../examples/riscv/core.ts";
import { assemble } from "../../../examples/riscv/testing/assembler.ts";
import { sieve } from "../../../examples/riscv/testing/programs.ts";
import {
  Arbiter,
  AxiLiteRegisters,
  Fifo,
  FineqEngine,
  fineqConfiguration,
  fineqRegisters,
  Gearbox,
  registerAccessors,
  SkidBuffer,
} from "../../../src/blocks/index.ts";
import {
  bit,
  connect,
  instance,
  memory,
  module,
  output,
  reg,
  type Uint,
  uint,
  when,
} from "../../../src/dsl/index.ts";
import { packFineqJob, quantizeFineq, studentSource, syntheticWeights } from "../../../src/golden/index.ts";
import { checksumOf, randomWord } from "./stimulus.ts";

const checksumPort = () => output(uint(32));

/** The processor of examples/riscv, counting primes below 4,096 over and over. */
export const RiscvBench = () =>
  module("riscv_bench", { checksum: checksumPort() }, ({ checksum }) => {
    const program = assemble(sieve(4096, 564, 0x7fff_ffff).source);
    const core = instance(Rv32iCore({ program, dataAddressBits: 10 }));
    core.console.ready.value = true;
    const { valid, destination, result } = core.retired;
    checksum.value = checksumOf(valid.and(destination.ne(0)), result);
  });

/** `sources` random senders, a queue each, merged four by four in two stages, through a skid buffer and a gearbox. */
export const FifoNetworkBench = (sources = 16) =>
  module(`fifo_network_bench_${sources}`, { checksum: checksumPort() }, ({ checksum }) => {
    const word = uint(32);
    const queues = Array.from({ length: sources }, (_, i) => {
      const queue = instance(Fifo(word, 8 + i), { name: `queue_${i}` });
      const random = randomWord(0x9e37_79b9 * (i + 1));
      // An offer is kept until it is taken, as a stream must be.
      const offers = reg(bit, { init: 0 });
      const payload = reg(word);
      queue.enq.valid.value = offers;
      queue.enq.data.value = payload;
      when(offers.not().or(queue.enq.ready), () => {
        offers.next = random.slice(7, 5).eq(0);
        payload.next = random;
      });
      return queue.deq;
    });
    const merged = (streams: typeof queues, stage: number): typeof queues =>
      Array.from({ length: streams.length / 4 }, (_, i) => {
        const arbiter = instance(Arbiter(word, 4), { name: `arbiter_${stage}_${i}` });
        streams.slice(4 * i, 4 * i + 4).forEach((stream, k) => {
          const port = arbiter.enq[`${k}`];
          if (port) connect(stream, port);
        });
        const queue = instance(Fifo(word, 16), { name: `merged_${stage}_${i}` });
        connect(arbiter.deq, queue.enq);
        return queue.deq;
      });
    let streams = queues;
    for (let stage = 0; streams.length > 1; stage++) streams = merged(streams, stage);
    const skid = instance(SkidBuffer(word));
    const gearbox = instance(Gearbox(32, 24));
    connect(streams[0] as (typeof queues)[number], skid.enq);
    connect(skid.deq, gearbox.enq);
    gearbox.deq.ready.value = randomWord(7).slice(9, 8).ne(0);
    checksum.value = checksumOf(gearbox.deq.fire, gearbox.deq.data.zext(32));
  });

/** The engine's register file under random reads and writes that wait for each other as the bus allows. */
export const AxiRegistersBench = () =>
  module("axi_registers_bench", { checksum: checksumPort() }, ({ checksum }) => {
    const registers = instance(AxiLiteRegisters(fineqRegisters));
    const bus = registers.s_axi;
    const addressRandom = randomWord(1);
    const dataRandom = randomWord(2);
    const pace = randomWord(3);
    const addressBits = fineqRegisters.addressBits;

    /** Offers in about half of the free cycles, and keeps what it offers. */
    const channel = (place: number, ready: Uint<1>) => {
      const valid = reg(bit, { init: 0 });
      const free = valid.not().or(ready);
      when(free, () => {
        valid.next = pace.at(place);
      });
      return { valid, free };
    };
    const writeAddress = channel(3, bus.awready);
    const writeData = channel(9, bus.wready);
    const readAddress = channel(14, bus.arready);
    const awaddr = reg(uint(addressBits));
    const araddr = reg(uint(addressBits));
    const wdata = reg(uint(32));
    const wstrb = reg(uint(4));
    when(writeAddress.free, () => {
      awaddr.next = addressRandom.trunc(addressBits);
    });
    when(readAddress.free, () => {
      araddr.next = addressRandom.slice(addressBits + 15, 16);
    });
    when(writeData.free, () => {
      wdata.next = dataRandom;
      wstrb.next = addressRandom.slice(11, 8);
    });
    bus.awvalid.value = writeAddress.valid;
    bus.awaddr.value = awaddr;
    bus.wvalid.value = writeData.valid;
    bus.wdata.value = wdata;
    bus.wstrb.value = wstrb;
    bus.bready.value = pace.at(20);
    bus.arvalid.value = readAddress.valid;
    bus.araddr.value = araddr;
    bus.rready.value = pace.at(25);

    registers.status_busy.value = pace.at(1);
    registers.status_done_set.value = pace.slice(7, 4).eq(0);
    registers.errors_overflow_set.value = pace.slice(12, 8).eq(0);
    registers.errors_bad_scale_set.value = false;
    registers.errors_bad_job_set.value = pace.slice(30, 26).eq(3);
    registers.shape_rows.value = 16;
    registers.shape_columns.value = 16;
    registers.shape_lanes.value = 4;
    registers.shape_phases.value = 3;
    for (const count of [
      "cycles",
      "steps",
      "weight_stalls",
      "activation_stalls",
      "result_stalls",
      "tiles",
    ] as const) {
      registers[`${count}_count`].value = dataRandom;
    }

    const configured = registers.m_rows
      .zext(32)
      .xor(registers.n_channels.zext(32))
      .xor(registers.k_depth.zext(32));
    const response = bus.bvalid.and(pace.at(20));
    const read = bus.rvalid.and(pace.at(25));
    const heard = bus.rdata.xor(bus.bresp.zext(32)).xor(bus.rresp.zext(32));
    checksum.value = checksumOf(read.or(response), heard.xor(configured));
  });

/** A whole engine that works through one job after another; the streams offer a beat in every cycle. */
export const EngineBench = (size: number) => {
  const parameters = { rows: size, columns: size, coding: "unary" } as const;
  const shape = fineqConfiguration(parameters);
  const [m, k, n] = [2 * size, 192, 2 * size];
  const source = studentSource(21, 5);
  const weights = quantizeFineq(syntheticWeights(source, n * k, 0.02), n, k, {
    tensor: "bench",
    file: "bench",
  });
  const activations = Int8Array.from({ length: m * k }, (_, i) => ((i * 2_654_435_761) >>> 24) - 128);
  const job = packFineqJob(shape, { activations, m, weights });
  const registers = registerAccessors(fineqRegisters);
  /** Writes at the beginning; then a start every 256 cycles, which a busy engine ignores. */
  const script = [
    [registers.m.address, m],
    [registers.k.address, k],
    [registers.n.address, n],
    [registers.control.address, 1],
  ] as const;

  return module(`engine_bench_${size}`, { checksum: checksumPort() }, ({ checksum }) => {
    const engine = instance(FineqEngine(parameters));

    const player = (name: string, width: number, beats: readonly bigint[], taken: Uint<1>) => {
      const store = memory(uint(width), {
        addressBits: Math.ceil(Math.log2(beats.length)),
        latency: 0,
        readUnderWrite: "old",
        init: beats,
        name,
      });
      const at = reg(uint(store.addressBits), { init: 0, name: `${name}_at` });
      when(taken, () => {
        at.next = at.add(1);
        when(at.eq(beats.length - 1), () => {
          at.next = 0;
        });
      });
      return store.read(at);
    };
    engine.weights.tvalid.value = true;
    engine.weights.tdata.value = player("weights", shape.bus, job.weights, engine.weights.tready);
    engine.activations.tvalid.value = true;
    engine.activations.tdata.value = player(
      "activations",
      shape.activationBus,
      job.activations,
      engine.activations.tready,
    );
    engine.scales.tvalid.value = true;
    engine.scales.tdata.value = player("scales", 16, job.scales, engine.scales.tready);

    const pause = reg(uint(8), { init: 0 });
    const step = reg(uint(2), { init: 0 });
    const addressSent = reg(bit, { init: 0 });
    const dataSent = reg(bit, { init: 0 });
    const bus = engine.s_axi;
    pause.next = pause.add(1);
    const active = pause.eq(255).or(step.ne(3));
    bus.awvalid.value = active.and(addressSent.not());
    bus.wvalid.value = active.and(dataSent.not());
    bus.bready.value = true;
    when(active, () => {
      pause.next = pause;
      when(bus.awready, () => {
        addressSent.next = 1;
      });
      when(bus.wready, () => {
        dataSent.next = 1;
      });
    });
    when(bus.bvalid, () => {
      addressSent.next = 0;
      dataSent.next = 0;
      pause.next = 0;
      when(step.ne(3), () => {
        step.next = step.add(1);
      });
    });
    const [address, data] = [0, 1].map((part) => {
      const words = memory(uint(32), {
        depth: 4,
        latency: 0,
        readUnderWrite: "old",
        init: script.map((entry) => entry[part] as number),
        name: `script_${part}`,
      });
      return words.read(step);
    }) as [Uint<32>, Uint<32>];
    bus.awaddr.value = address.trunc(fineqRegisters.addressBits);
    bus.wdata.value = data;
    bus.wstrb.value = 15;
    bus.arvalid.value = false;
    bus.araddr.value = 0;
    bus.rready.value = true;

    engine.results.tready.value = true;
    const width = shape.lanes * shape.resultStride;
    const padded = engine.results.tdata.zext(32 * Math.ceil(width / 32));
    const words = Array.from({ length: Math.ceil(width / 32) }, (_, i) => padded.slice(32 * i + 31, 32 * i));
    const folded = words.reduce((all, word) => all.xor(word));
    const marks = engine.results.tkeep.any().cat(engine.results.tlast).zext(32);
    checksum.value = checksumOf(engine.results.tvalid, folded.xor(marks));
  });
};
