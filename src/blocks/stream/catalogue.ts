/** The stream blocks as the command line offers them; payloads are plain words there. */
import { type BlockEntry, blockEntry, choiceParameter, integerParameter } from "../catalogue-entry.ts";
import { Gearbox, PacketGearbox } from "./gearbox.ts";

const width = (doc: string, usual: number) => integerParameter({ doc, default: usual, min: 1, max: 4096 });

export const streamBlocks: readonly BlockEntry[] = [
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
