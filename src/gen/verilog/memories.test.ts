/** Memories as Verilog that tools turn into RAM. Golden texts are read like code. */
import { describe, expect, test } from "vitest";
import { add, bit, goldenDesigns, lit, type ModuleBuilder, uint, verilogBody } from "../../testing/index.ts";
import { writeVerilog } from "../index.ts";

const golden = goldenDesigns();
const { design } = golden;

describe("memories", () => {
  const ports = (m: ModuleBuilder, addressBits: number, width: number) => ({
    write: m.input("write", bit),
    read: m.input("read", bit),
    to: m.input("to", uint(addressBits)),
    from: m.input("from", uint(addressBits)),
    data: m.input("data", uint(width)),
    word: m.output("word", uint(width)),
  });

  test("read at once when the latency is 0, and start with a short list of words", () => {
    const made = design("registers", (m) => {
      const { write, to, from, data, word } = ports(m, 2, 8);
      const store = m.memory("store", uint(8), { depth: 4, latency: 0, init: [1n, 200n] });
      m.write(store, { enable: write, address: to, data });
      m.assign(word, m.read(store, "fetched", { address: from }));
    });
    expect(verilogBody(made)).toMatchInlineSnapshot(`
      "
        reg [7:0] store [0:3];
        wire [7:0] fetched = store[from];

        initial begin
          store[0] = 8'd1;
          store[1] = 8'd200;
          store[2] = 8'd0;
          store[3] = 8'd0;
        end

        always @(posedge clock) begin
          if (write) store[to] <= data;
        end

        assign word = fetched;

        // Read by nothing in this module; the sink keeps lint quiet about it.
        wire unused_bits = &{1'b0, reset, read};
      "
    `);
  });

  test("read into a register when the latency is 1, and load many words from a file", () => {
    const made = design("block_ram", (m) => {
      const { write, read, to, from, data, word } = ports(m, 4, 12);
      const store = m.memory("store", uint(12), { depth: 16, latency: 1, init: [0xabcn, 5n] });
      m.write(store, { enable: write, address: to, data });
      m.assign(word, m.read(store, "fetched", { address: from, enable: read }));
    });
    expect(verilogBody(made)).toMatchInlineSnapshot(`
      "
        reg [11:0] store [0:15];
        reg [11:0] fetched;

        initial $readmemh("block_ram_store.hex", store);

        always @(posedge clock) begin
          if (write) store[to] <= data;
          if (read) fetched <= store[from];
        end

        assign word = fetched;

        // Read by nothing in this module; the sink keeps lint quiet about it.
        wire unused_bits = &{1'b0, reset};
      "
    `);
    expect(writeVerilog(made).files[1]).toEqual({
      name: "block_ram_store.hex",
      text: ["abc", "005", ...Array(14).fill("000"), ""].join("\n"),
    });
  });

  test("start alike in a loop, which needs no file", () => {
    const made = design("cleared", (m) => {
      const { write, to, from, data, word } = ports(m, 4, 8);
      const store = m.memory("store", uint(8), { depth: 9, latency: 0, init: Array(9).fill(3n) });
      m.write(store, { enable: write, address: to, data });
      m.assign(word, m.read(store, "fetched", { address: from }));
    });
    expect(verilogBody(made)).toMatchInlineSnapshot(`
      "
        reg [7:0] store [0:8];
        wire [7:0] fetched = store[from];

        initial begin : store_initial
          integer index;
          for (index = 0; index < 9; index = index + 1)
            store[index] = 8'd3;
        end

        always @(posedge clock) begin
          if (write) store[to] <= data;
        end

        assign word = fetched;

        // Read by nothing in this module; the sink keeps lint quiet about it.
        wire unused_bits = &{1'b0, reset, read};
      "
    `);
    expect(writeVerilog(made).files).toHaveLength(1);
  });

  test("hand the new word to a read of the same cycle where they say so, lane by lane", () => {
    const made = design("forwarding", (m) => {
      const { write, to, from, data, word } = ports(m, 3, 16);
      const lanes = m.input("lanes", uint(2));
      const store = m.memory("store", uint(16), { depth: 8, latency: 1, readUnderWrite: "new", lanes: 2 });
      m.write(store, { enable: write, address: to, data, mask: lanes });
      m.assign(word, m.read(store, "fetched", { address: from }));
    });
    expect(verilogBody(made)).toMatchInlineSnapshot(`
      "
        reg [15:0] store [0:7];
        reg [15:0] fetched;

        always @(posedge clock) begin
          if (write) begin
            if (lanes[0]) store[to][7:0] <= data[7:0];
            if (lanes[1]) store[to][15:8] <= data[15:8];
          end
          fetched <= store[from];
          if (write && to == from) begin
            if (lanes[0]) fetched[7:0] <= data[7:0];
            if (lanes[1]) fetched[15:8] <= data[15:8];
          end
        end

        assign word = fetched;

        // Read by nothing in this module; the sink keeps lint quiet about it.
        wire unused_bits = &{1'b0, reset, read};
      "
    `);
  });

  test("forward at latency 0, the later of two write ports first", () => {
    const made = design("two_writers", (m) => {
      const { write, to, from, data, word } = ports(m, 2, 4);
      const [clear, at] = [m.input("clear", bit), m.input("at", uint(2))];
      const store = m.memory("store", uint(4), { depth: 4, latency: 0, readUnderWrite: "new" });
      m.write(store, { enable: write, address: to, data });
      m.write(store, { enable: clear, address: at, data: lit(0, 4) });
      m.assign(word, m.read(store, "fetched", { address: add(from, lit(1, 2)) }));
    });
    expect(verilogBody(made)).toMatchInlineSnapshot(`
      "
        reg [3:0] store [0:3];
        wire [1:0] from_plus_1 = from + 2'd1;
        wire [3:0] fetched = (clear && at == from_plus_1) ? 4'd0 : (write && to == from_plus_1) ? data : store[from_plus_1];

        always @(posedge clock) begin
          if (write) store[to] <= data;
          if (clear) store[at] <= 4'd0;
        end

        assign word = fetched;

        // Read by nothing in this module; the sink keeps lint quiet about it.
        wire unused_bits = &{1'b0, reset, read};
      "
    `);
  });
});

test("every module above passes all three tools", async () => {
  expect(await golden.complaints()).toEqual([]);
});
