/** The stream blocks as the command line offers them; payloads are plain words there. */
import { uint } from "../../dsl/index.ts";
import { type BlockEntry, blockEntry, choiceParameter, integerParameter } from "../catalogue-entry.ts";
import { Arbiter } from "./arbiter.ts";
import { AsyncFifo } from "./async-fifo.ts";
import { Fifo } from "./fifo.ts";
import { Gearbox, PacketGearbox } from "./gearbox.ts";
import { RegisterSlice, SkidBuffer } from "./slices.ts";

const width = (doc: string, usual: number) => integerParameter({ doc, default: usual, min: 1, max: 4096 });

export const streamBlocks: readonly BlockEntry[] = [
  blockEntry({
    name: "fifo",
    title: "Queue",
    doc: "Words leave deq in the order in which they came in at enq; count says how many are held. One cycle of latency, a word in and out in every cycle (every second with depth 1).",
    parameters: {
      width: width("bits of a word", 8),
      depth: integerParameter({ doc: "words, any number", default: 16, min: 1, max: 65536 }),
    },
    reference: { depth: "12" },
    make: ({ width, depth }) => Fifo(uint(width), depth),
  }),
  blockEntry({
    name: "async-fifo",
    title: "Queue between two clocks",
    doc: "From enq in the domain write to deq in the domain read; Gray-coded pointers. A word is offered two or three read edges after it was taken.",
    parameters: {
      width: width("bits of a word", 8),
      depth: integerParameter({ doc: "words, a power of two", default: 16, min: 2, max: 65536 }),
    },
    make: ({ width, depth }) => AsyncFifo(uint(width), depth),
  }),
  blockEntry({
    name: "skid-buffer",
    title: "Skid buffer",
    doc: "Registers ready: a word that comes while the receiver stops is kept aside. No latency, a word in every cycle.",
    parameters: { width: width("bits of a word", 8) },
    make: ({ width }) => SkidBuffer(uint(width)),
  }),
  blockEntry({
    name: "register-slice",
    title: "Register slice",
    doc: "Registers valid and data; ready passes through. One cycle of latency, a word in every cycle.",
    parameters: { width: width("bits of a word", 8) },
    make: ({ width }) => RegisterSlice(uint(width)),
  }),
  blockEntry({
    name: "arbiter",
    title: "Arbiter",
    doc: "Merges the streams enq_0, enq_1, ... into deq beat by beat; index says whose beat is offered, and an offer stays until it is taken. No latency, a beat in every cycle.",
    parameters: {
      width: width("bits of a word", 8),
      count: integerParameter({ doc: "streams", default: 4, min: 2, max: 64 }),
      priority: choiceParameter({
        doc: "round-robin: nobody waits for more than count - 1 beats of others; fixed: the lowest number wins",
        default: "round-robin",
        choices: ["round-robin", "fixed"],
      }),
    },
    make: ({ width, count, priority }) => Arbiter(uint(width), count, { priority }),
  }),
  blockEntry({
    name: "gearbox",
    title: "Width adapter",
    doc: "Changes the width of the stream enq to that of deq; widths need not divide. First beat in the low bits, one cycle of latency, a beat in every cycle on the side that limits. With packets, every packet starts in a fresh word and its last word is marked.",
    parameters: {
      from: width("bits of enq", 64),
      to: width("bits of deq", 56),
      packets: choiceParameter({
        doc: "none: words only; flush, drop: with last, and what becomes of bits that fill no word",
        default: "none",
        choices: ["none", "flush", "drop"],
      }),
    },
    make: ({ from, to, packets }) =>
      packets === "none" ? Gearbox(from, to) : PacketGearbox(from, to, { remainder: packets }),
  }),
];
