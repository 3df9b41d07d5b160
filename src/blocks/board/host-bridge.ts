/**
 * The bridge between a serial line and an engine: line, frames, buffers, and the commands between them. Invariant: a request is
 * carried out once however often it arrives, because its sequence number is remembered with its answer.
 */
import {
  asynchronous,
  bit,
  cat,
  connect,
  input,
  instance,
  literal,
  module,
  output,
  reg,
  uint,
  when,
} from "../../dsl/index.ts";
import { requireWhole } from "../parameters.ts";
import { Gearbox } from "../stream/index.ts";
import { BridgeCommands } from "./bridge-commands.ts";
import { BeatSplitter, ResultBuffer, StreamBuffer } from "./buffers.ts";
import { bridgeEnginePorts, type EnginePorts, requireEnginePorts } from "./engine-ports.ts";
import { FrameReceiver } from "./frame-receiver.ts";
import { FrameSender } from "./frame-sender.ts";
import { STREAMS } from "./protocol.ts";
import { UartReceiver } from "./uart-receiver.ts";
import { UartTransmitter } from "./uart-transmitter.ts";

export interface BridgeParameters extends EnginePorts {
  /** Clock cycles a bit of the serial line, 4 to 65535. */
  readonly divisor: number;
  /** Bytes that each of the four buffers holds, a power of two from 64 to 32768; 512 unless stated. */
  readonly bufferBytes?: number;
  /** What the host asks for to know which design it talks to, 32 bits. */
  readonly identity: number;
}

/**
 * Reads and writes an engine's registers, feeds its streams and takes its results, as a host asks over a serial line. The
 * protocol: protocol.ts and docs/boards.md.
 *
 * - `rx`, `tx`: the line. `restart`: high for a cycle when the host asks for it; must reset everything, this bridge included.
 * - `m_axi`, `weights`, `activations`, `scales`, `results`: to the engine.
 * - `goodFrame`, `badFrame`: pulses; `hasResults`: results wait for the host.
 *
 * A request is answered 10 to 20 cycles after its last byte. Streams run at a byte every two cycles; the line is slower than that.
 * Parameters out of range are refused (BL0610).
 */
export const HostBridge = (parameters: BridgeParameters) => {
  const { divisor, bufferBytes = 512, identity } = parameters;
  requireEnginePorts(parameters);
  requireWhole("HostBridge", "identity", identity, 0, 2 ** 32 - 1);
  const { addressBits, weightBits, activationBits, scaleBits, resultBits } = parameters;
  const name = [
    `host_bridge_d${divisor}_a${addressBits}`,
    ...[weightBits, activationBits, scaleBits, resultBits],
    ...[bufferBytes, identity.toString(16)],
  ].join("_");
  return module(
    name,
    {
      rx: input(bit, { domain: asynchronous, doc: "The line from the host." }),
      tx: output(bit, { doc: "The line to the host." }),
      restart: output(bit, { doc: "Pulse: everything is to be reset." }),
      goodFrame: output(bit),
      badFrame: output(bit),
      hasResults: output(bit),
      ...bridgeEnginePorts(parameters),
    },
    (io) => {
      const receiver = instance(UartReceiver(divisor));
      const transmitter = instance(UartTransmitter(divisor));
      const frames = instance(FrameReceiver());
      const sender = instance(FrameSender());
      const commands = instance(BridgeCommands({ addressBits, bufferBytes, identity }));
      const results = instance(ResultBuffer(bufferBytes));
      const splitter = instance(BeatSplitter(resultBits / 8));

      receiver.rx.value = io.rx;
      frames.data.value = receiver.data;
      frames.received.value = receiver.received;
      frames.broken.value = receiver.broken;
      commands.content.value = frames.content;
      commands.contentValid.value = frames.contentValid;
      commands.ends.value = frames.ends;
      commands.isGood.value = frames.isGood;
      connect(commands.reply, sender.content);
      connect(sender.line, transmitter.bytes);
      io.tx.value = transmitter.tx;

      const ends = { weights: io.weights, activations: io.activations, scales: io.scales } as const;
      const widths = { weights: weightBits, activations: activationBits, scales: scaleBits } as const;
      STREAMS.forEach((stream, index) => {
        const buffer = instance(StreamBuffer(bufferBytes), { name: `${stream}_buffer` });
        buffer.data.value = frames.content;
        buffer.write.value = commands.write.at(index);
        buffer.commit.value = commands.commit;
        buffer.rollback.value = commands.rollback;
        commands.room.at(index).value = buffer.room;
        const end = ends[stream];
        if (widths[stream] === 8) {
          end.tdata.value = buffer.deq.data;
          end.tvalid.value = buffer.deq.valid;
          buffer.deq.ready.value = end.tready;
        } else {
          const words = instance(Gearbox(8, widths[stream]), { name: `${stream}_words` });
          connect(buffer.deq, words.enq);
          end.tdata.value = words.deq.data;
          end.tvalid.value = words.deq.valid;
          words.deq.ready.value = end.tready;
        }
      });

      splitter.valid.value = io.results.tvalid;
      splitter.data.value = io.results.tdata;
      splitter.keep.value = io.results.tkeep;
      io.results.tready.value = splitter.ready;
      connect(splitter.deq, results.enq);
      results.take.value = commands.take;
      results.confirm.value = commands.confirm;
      results.rewind.value = commands.rewind;
      commands.result.value = results.data;
      commands.held.value = results.held;

      const { bus } = commands;
      io.m_axi.awaddr.value = bus.address;
      io.m_axi.awvalid.value = bus.awvalid;
      io.m_axi.wdata.value = bus.data;
      io.m_axi.wstrb.value = literal(uint(4), 0xf);
      io.m_axi.wvalid.value = bus.wvalid;
      io.m_axi.bready.value = 1;
      io.m_axi.araddr.value = bus.address;
      io.m_axi.arvalid.value = bus.arvalid;
      io.m_axi.rready.value = 1;
      bus.awready.value = io.m_axi.awready;
      bus.wready.value = io.m_axi.wready;
      bus.arready.value = io.m_axi.arready;
      bus.isAnswered.value = io.m_axi.bvalid.or(io.m_axi.rvalid);
      bus.isError.value = cat(
        io.m_axi.bvalid.and(io.m_axi.bresp.at(1)),
        io.m_axi.rvalid.and(io.m_axi.rresp.at(1)),
      ).any();
      bus.answer.value = io.m_axi.rdata;

      // The reply goes out first; the restart waits until its last stop bit has begun.
      const isAsked = reg(bit, { init: 0 });
      when(commands.restarts, () => {
        isAsked.next = 1;
      });
      io.restart.value = isAsked
        .and(commands.isBusy.not())
        .and(sender.line.valid.not())
        .and(transmitter.bytes.ready);
      io.goodFrame.value = frames.ends.and(frames.isGood);
      io.badFrame.value = frames.ends.and(frames.isGood.not());
      io.hasResults.value = results.held.any();
    },
    {
      doc: `Serial line to an engine's registers and streams: ${divisor} cycles a bit, ${bufferBytes} bytes a buffer.`,
    },
  );
};
