/**
 * The bridge's commands: a good frame is carried out and answered. Invariant: status, word and count of the last request stay until
 * the next new one, so that the same request again gets the same answer and does nothing.
 */
import {
  array,
  type Bit,
  bit,
  cat,
  enumOf,
  group,
  input,
  literal,
  match,
  module,
  mux,
  output,
  reg,
  source,
  type Uint,
  uint,
  when,
} from "../../dsl/index.ts";
import { bitsFor } from "../parameters.ts";
import { contentType } from "./frame-sender.ts";
import { BRIDGE_REGISTERS, OPCODES, PROTOCOL_MAGIC, PROTOCOL_VERSION, STATUS, STREAMS } from "./protocol.ts";

const State = enumOf("idle", "settle", "bus", "sequence", "status", "word", "fetch", "data");

/** Bytes of a request's content, by opcode; a PUT has one of data at least. */
const LENGTHS = { restart: 2, read: 4, write: 8, put: 4, get: 3 } as const;
/** Where the length stops counting: longer than every request of a fixed length. */
const LONGEST = 15;

/** One access at a time; the answer of either channel. */
const busPort = (addressBits: number) =>
  group({
    address: output(uint(addressBits)),
    data: output(uint(32)),
    awvalid: output(bit),
    wvalid: output(bit),
    arvalid: output(bit),
    awready: input(bit),
    wready: input(bit),
    arready: input(bit),
    isAnswered: input(bit),
    isError: input(bit),
    answer: input(uint(32)),
  });

export interface CommandsParameters {
  readonly addressBits: number;
  readonly bufferBytes: number;
  readonly identity: number;
}

/**
 * - `content`, `contentValid`, `ends`, `isGood`: from `FrameReceiver`. A frame that comes before the last one was answered is
 *   passed over.
 * - `reply`: content for `FrameSender`.
 * - `write`, `commit`, `rollback`, `room`: to and from the stream buffers; `result`, `held`, `take`, `confirm`, `rewind`: the results'.
 * - `restarts`: pulse, the frame was RESTART. `isBusy`: a request is under way.
 */
export const BridgeCommands = ({ addressBits, bufferBytes, identity }: CommandsParameters) => {
  const roomType = uint(bitsFor(bufferBytes));
  return module(
    `bridge_commands_a${addressBits}_${bufferBytes}_${identity.toString(16)}`,
    {
      content: input(uint(8)),
      contentValid: input(bit),
      ends: input(bit),
      isGood: input(bit),
      reply: source(contentType),
      write: output(uint(STREAMS.length)),
      commit: output(bit),
      rollback: output(bit),
      room: input(array(roomType, STREAMS.length)),
      result: input(uint(8)),
      held: input(roomType),
      take: output(bit),
      confirm: output(bit),
      rewind: output(bit),
      bus: busPort(addressBits),
      restarts: output(bit),
      isBusy: output(bit),
    },
    (io) => {
      const state = reg(State, { init: "idle" });
      const isIdle = state.eq("idle");
      /** The frame that is coming began while another was under way. */
      const isPassed = reg(bit, { init: 0 });
      const listens = isIdle.and(isPassed.not());
      when(io.contentValid.and(isIdle.not()), () => {
        isPassed.next = 1;
      });
      when(io.ends, () => {
        isPassed.next = 0;
      });

      const length = reg(uint(4), { init: 0 });
      const number = reg(uint(8));
      const opcode = reg(uint(8));
      const address = reg(uint(16));
      const data = reg(uint(32));
      const isOver = reg(bit, { init: 0 });
      const lastNumber = reg(uint(8));
      const hasLast = reg(bit, { init: 0 });
      const isRepeat = hasLast.and(number.eq(lastNumber)).and(opcode.ne(OPCODES.restart));
      const stream = address.slice(7, 0);
      const isPut = opcode.eq(OPCODES.put);
      const comes = io.contentValid.and(listens);

      when(comes, () => {
        when(length.ne(LONGEST), () => {
          length.next = length.add(1);
        });
        match(
          length,
          {
            0: () => {
              number.next = io.content;
            },
            1: () => {
              opcode.next = io.content;
            },
            2: () => {
              address.next = cat(address.slice(15, 8), io.content);
            },
            3: () => {
              address.next = cat(io.content, address.slice(7, 0));
            },
          },
          () => {
            data.next = cat(io.content, data.slice(31, 8));
          },
        );
      });
      when(io.ends, () => {
        length.next = 0;
        isOver.next = 0;
      });

      const storing = comes
        .and(isPut)
        .and(isRepeat.not())
        .and(length.ge(LENGTHS.put - 1));
      const chosen = STREAMS.map((_, index) => stream.eq(index));
      const writes = chosen.map((isChosen) => isChosen.and(storing));
      io.write.value = cat(...[...writes].reverse());
      const isFull = STREAMS.map((_, index) => (writes[index] as Bit).and(io.room.at(index).eq(0)));
      when(cat(...isFull).any(), () => {
        isOver.next = 1;
      });

      const status = reg(uint(3), { init: 0 });
      const word = reg(uint(32), { init: 0 });
      const count = reg(uint(8), { init: 0 });
      const isBadFrame = reg(bit);
      const badFrames = reg(uint(16), { init: 0 });
      const isAddressPending = reg(bit, { init: 0 });
      const isDataPending = reg(bit, { init: 0 });
      const isReadPending = reg(bit, { init: 0 });
      const left = reg(uint(8));

      const decides = io.ends.and(listens);
      const isNew = decides.and(io.isGood).and(isRepeat.not());
      const is = (name: keyof typeof OPCODES): Bit =>
        opcode.eq(OPCODES[name]).and(name === "put" ? length.ge(LENGTHS.put) : length.eq(LENGTHS[name]));
      const restarts = io.isGood.and(decides).and(is("restart"));
      const isKnownStream = cat(...chosen).any();
      const isCommitted = isNew.and(is("put")).and(isOver.not());
      io.commit.value = isCommitted;
      io.rollback.value = io.ends.and(isCommitted.not());
      io.confirm.value = isNew;
      io.rewind.value = decides.and(io.isGood).and(isRepeat).and(is("get"));
      io.restarts.value = restarts;
      when(io.ends.and(io.isGood.not()), () => {
        badFrames.next = badFrames.add(1);
      });

      const isOwn = address.at(15);
      const wide = (value: Uint): Uint => value.zext(32);
      const rooms = STREAMS.map((_, index) => io.room.at(index));
      const ownRegisters: Record<(typeof BRIDGE_REGISTERS)[number], Uint> = {
        protocol: literal(uint(32), PROTOCOL_MAGIC * 256 + PROTOCOL_VERSION),
        identity: literal(uint(32), identity),
        room_weights: wide(rooms[0] as Uint),
        room_activations: wide(rooms[1] as Uint),
        room_scales: wide(rooms[2] as Uint),
        results_held: wide(io.held),
        bad_frames: wide(badFrames),
      };
      const isUsual = address.slice(14, addressBits).any().not();

      const refuse = (code: keyof typeof STATUS): void => {
        status.next = STATUS[code];
        state.next = "sequence";
      };
      when(decides, () => {
        isBadFrame.next = io.isGood.not();
        state.next = "sequence";
      });
      when(isNew, () => {
        lastNumber.next = number;
        hasLast.next = 1;
        count.next = 0;
        refuse("badRequest");
        when(is("restart"), () => refuse("done"));
        when(is("read").or(is("write")), () => {
          state.next = "bus";
          when(isOwn.or(isUsual.not()), () => {
            state.next = "settle";
          }).otherwise(() => {
            isReadPending.next = is("read");
            isAddressPending.next = is("write");
            isDataPending.next = is("write");
          });
        });
        when(is("put").and(isKnownStream), () => {
          status.next = mux(isOver, literal(uint(3), STATUS.full), STATUS.done);
          state.next = "settle";
        });
        when(is("get"), () => {
          status.next = STATUS.done;
          state.next = "settle";
        });
      });

      /** A cycle later the buffers show what the request has left. */
      const settle = (): void => {
        state.next = "sequence";
        match(
          opcode,
          {
            [OPCODES.put]: () => {
              word.next = wide(
                mux(
                  chosen[0] as Bit,
                  rooms[0] as Uint,
                  mux(chosen[1] as Bit, rooms[1] as Uint, rooms[2] as Uint),
                ),
              );
            },
            [OPCODES.get]: () => {
              word.next = wide(io.held);
              count.next = mux(
                io.held.gt(address.slice(7, 0).zext(roomType.width)),
                address.slice(7, 0),
                io.held.trunc(8),
              );
            },
            [OPCODES.read]: () => {
              status.next = STATUS.busError;
              when(isOwn.and(address.slice(14, 5).any().not()), () => {
                BRIDGE_REGISTERS.forEach((name, index) => {
                  when(address.slice(4, 2).eq(index), () => {
                    status.next = STATUS.done;
                    word.next = ownRegisters[name];
                  });
                });
              });
            },
          },
          () => {
            status.next = STATUS.busError;
          },
        );
      };

      const replyByte = (bits: Uint, last: Bit): void => {
        io.reply.valid.value = 1;
        io.reply.data.value = { bits, last };
      };
      const goesOn = literal(bit, 0);
      io.reply.valid.value = 0;
      io.reply.data.value = { bits: 0, last: 0 };
      io.take.value = 0;
      const sent = io.reply.fire;
      match(state, {
        idle() {},
        settle,
        bus() {
          when(io.bus.awready, () => {
            isAddressPending.next = 0;
          });
          when(io.bus.wready, () => {
            isDataPending.next = 0;
          });
          when(io.bus.arready, () => {
            isReadPending.next = 0;
          });
          when(io.bus.isAnswered, () => {
            status.next = mux(io.bus.isError, literal(uint(3), STATUS.busError), STATUS.done);
            when(opcode.eq(OPCODES.read), () => {
              word.next = io.bus.answer;
            });
            state.next = "sequence";
          });
        },
        sequence() {
          left.next = 4;
          replyByte(number, goesOn);
          when(sent, () => {
            state.next = "status";
          });
        },
        status() {
          replyByte(mux(isBadFrame, literal(uint(8), STATUS.badFrame), status.zext(8)), goesOn);
          when(sent, () => {
            state.next = "word";
          });
        },
        word() {
          const isLast = left.eq(1);
          replyByte(word.slice(7, 0), isLast.and(isBadFrame.or(count.eq(0))));
          when(sent, () => {
            // Four bytes later the word is what it was.
            word.next = cat(word.slice(7, 0), word.slice(31, 8));
            left.next = left.sub(1);
            when(isLast, () => {
              left.next = count;
              state.next = "fetch";
              when(isBadFrame.or(count.eq(0)), () => {
                state.next = "idle";
              });
            });
          });
        },
        fetch() {
          state.next = "data";
        },
        data() {
          const isLast = left.eq(1);
          replyByte(io.result, isLast);
          when(sent, () => {
            io.take.value = 1;
            left.next = left.sub(1);
            state.next = "fetch";
            when(isLast, () => {
              state.next = "idle";
            });
          });
        },
      });

      io.bus.address.value = address.trunc(addressBits);
      io.bus.data.value = data;
      io.bus.awvalid.value = isAddressPending;
      io.bus.wvalid.value = isDataPending;
      io.bus.arvalid.value = isReadPending;
      io.isBusy.value = isIdle.not();
    },
    { doc: "Carries out requests, once each, and answers them." },
  );
};
