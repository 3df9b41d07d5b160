/** Probes that write every poke into the recorded stimulus, from which waves are made. */
import type { MemoryProbe, Probe } from "../engine/engine.ts";
import type { Recorder } from "../waves/index.ts";

type History = Recorder["history"];

/** The probe itself when nothing is recorded. */
export function loggedProbe(probe: Probe, history: History): Probe {
  if (history === undefined) return probe;
  const poked = history.pokesOf(probe);
  return {
    ...probe,
    setNumber: (bits, lane = 0) => {
      probe.setNumber(bits, lane);
      poked(bits, lane);
    },
    setBits: (bits, lane = 0) => {
      probe.setBits(bits, lane);
      poked(bits, lane);
    },
  };
}

/** The same for the words of a memory. */
export const loggedMemory = (probe: MemoryProbe, history: History): MemoryProbe =>
  history === undefined
    ? probe
    : {
        ...probe,
        setWord: (address, bits, lane = 0) => {
          probe.setWord(address, bits, lane);
          history.wrote(probe, address, bits, lane);
        },
      };
