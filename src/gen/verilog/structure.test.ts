/** Memories, instances, clock domains and properties as Verilog. Golden texts are read like code. */
import { describe, expect, test } from "vitest";
import {
  add,
  and,
  bit,
  bits,
  eq,
  goldenDesigns,
  lit,
  type ModuleBuilder,
  moduleBuilder,
  not,
  resize,
  sint,
  slice,
  uint,
  verilogBody,
} from "../../testing/index.ts";
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

describe("instances", () => {
  const adder = () => {
    const m = moduleBuilder("adder");
    const [a, b] = [m.input("a", uint(4)), m.input("b", uint(4))];
    const sum = add(resize(a, 5), resize(b, 5));
    m.assign(m.output("sum", uint(4)), resize(sum, 4));
    m.assign(m.output("carry", bit), slice(sum, 4, 4));
    return m.build();
  };

  test("take short values and give whole outputs in the port list, and wires elsewhere", () => {
    const child = adder();
    const made = design("doubler", (m) => {
      const [a, go] = [m.input("a", uint(4)), m.input("go", bit)];
      const [low, wide] = [m.output("low", uint(4)), m.output("wide", uint(5))];
      const first = m.instance("first", child);
      m.assign(first("a"), a);
      m.assign(first("b"), lit(1, 4));
      m.assign(low, first("sum"));
      const second = m.instance("second", child);
      m.assign(second("a"), lit(0, 4));
      m.when(go, () => m.assign(second("a"), a));
      m.assign(second("b"), a);
      m.assign(wide, resize(second("sum"), 5));
    });
    expect(writeVerilog(made).files.map(({ name }) => name)).toEqual(["adder.v", "doubler.v"]);
    expect(writeVerilog(made).fileList).toEqual({ name: "doubler.f", text: "adder.v\ndoubler.v\n" });
    expect(verilogBody(made)).toMatchInlineSnapshot(`
      "
        wire first_carry;
        reg [3:0] second_a;
        wire [3:0] second_sum;
        wire second_carry;

        adder first (
          .a     (a),
          .b     (4'd1),
          .sum   (low),
          .carry (first_carry)
        );

        adder second (
          .a     (second_a),
          .b     (a),
          .sum   (second_sum),
          .carry (second_carry)
        );

        always @* begin
          second_a = 4'd0;
          if (go) second_a = a;
        end

        assign wide = {1'b0, second_sum};

        // Read by nothing in this module; the sink keeps lint quiet about it.
        wire unused_bits = &{1'b0, first_carry, second_carry};
      "
    `);
  });

  test("drive their part of a vector from the port list, and leave pipelines between them whole", () => {
    const child = adder();
    const made = design("lanes", (m) => {
      const a = m.input("a", uint(4));
      const sums = m.output("sums", uint(8));
      const delays = [m.register("delay_0", uint(4)), m.register("delay_1", uint(4))];
      delays.forEach((delay, i) => {
        const lane = m.instance(`lane_${i}`, child);
        m.assign(lane("a"), i === 0 ? a : (delays[i - 1] ?? a));
        m.assign(lane("b"), delay);
        m.assign(delay, i === 0 ? a : (delays[i - 1] ?? a));
        m.assign(bits(sums, 4 * i + 3, 4 * i), lane("sum"));
      });
    });
    expect(verilogBody(made)).toMatchInlineSnapshot(`
      "
        reg [3:0] delay_0;
        reg [3:0] delay_1;
        wire lane_0_carry;
        wire lane_1_carry;

        adder lane_0 (
          .a     (a),
          .b     (delay_0),
          .sum   (sums[3:0]),
          .carry (lane_0_carry)
        );

        adder lane_1 (
          .a     (delay_0),
          .b     (delay_1),
          .sum   (sums[7:4]),
          .carry (lane_1_carry)
        );

        always @(posedge clock) begin
          delay_0 <= a;
          delay_1 <= delay_0;
        end

        // Read by nothing in this module; the sink keeps lint quiet about it.
        wire unused_bits = &{1'b0, reset, lane_0_carry, lane_1_carry};
      "
    `);
  });

  test("of black boxes get parameters, and their files come first in the list", () => {
    const box = moduleBuilder("pll");
    const verilog = [
      'module PLL_CORE #(parameter DIVIDE = 1, parameter MODE = "") (',
      "  input wire enable, output wire locked);",
      '  assign locked = enable && DIVIDE > 1 && MODE != "";',
      "endmodule\n",
    ].join("\n");
    box.input("enable", bit);
    box.output("locked", bit);
    const external = box.buildExternal({
      verilogName: "PLL_CORE",
      parameters: new Map<string, bigint | string>([
        ["DIVIDE", 4n],
        ["MODE", "fast"],
      ]),
      files: ["vendor/pll.v"],
    });
    const made = design(
      "clock_source",
      (m) => {
        const pll = m.instance("pll", external);
        m.assign(pll("enable"), m.input("enable", bit));
        m.assign(m.output("locked", bit), pll("locked"));
      },
      [verilog],
    );
    expect(writeVerilog(made).fileList.text).toBe("vendor/pll.v\nclock_source.v\n");
    expect(verilogBody(made)).toMatchInlineSnapshot(`
      "
        PLL_CORE #(
          .DIVIDE (4),
          .MODE   ("fast")
        ) pll (
          .enable (enable),
          .locked (locked)
        );
      "
    `);
  });

  test("share one clock, and get an inverted reset when their level differs", () => {
    const inner = moduleBuilder("toggle", { resetKind: "async", resetActive: "low" });
    const state = inner.register("state", bit, { init: 0 });
    inner.assign(state, not(state));
    inner.assign(inner.output("level", bit), state);
    const child = inner.build();
    const made = design("wrapper", (m) => {
      m.domain("default", { resetKind: "async", resetActive: "high" });
      m.assign(m.output("level", bit), m.instance("toggle", child)("level"));
    });
    expect(verilogBody(made)).toMatchInlineSnapshot(`
      "
        toggle toggle (
          .clock (clock),
          .reset (!reset),
          .level (level)
        );
      "
    `);
  });
});

describe("clock domains", () => {
  test("reset at once or at the edge, low or high, or never", () => {
    const made = design("resets", (m) => {
      m.domain("slow", { resetKind: "async", resetActive: "low" });
      m.domain("free", { resetKind: "none" });
      const data = m.input("data", sint(4));
      for (const domain of ["default", "slow", "free"]) {
        const held = m.register(`${domain}_held`, sint(4), { init: -2, domain });
        m.assign(held, data);
        m.assign(m.output(`${domain}_out`, sint(4), { domain }), held);
      }
    });
    expect(verilogBody(made)).toMatchInlineSnapshot(`
      "
        reg [3:0] default_held;
        reg [3:0] slow_held;
        reg [3:0] free_held = -4'd2;

        always @(posedge clock) begin
          if (reset) begin
            default_held <= -4'd2;
          end else begin
            default_held <= data;
          end
        end

        assign default_out = default_held;

        always @(posedge slow_clock or negedge slow_reset) begin
          if (!slow_reset) begin
            slow_held <= -4'd2;
          end else begin
            slow_held <= data;
          end
        end

        assign slow_out = slow_held;

        always @(posedge free_clock) begin
          free_held <= data;
        end

        assign free_out = free_held;
      "
    `);
  });
});

describe("properties", () => {
  test("are formal statements, messages of a simulation, or nothing", () => {
    const made = design("checked", (m) => {
      m.domain("default", { resetKind: "async" });
      const [push, full] = [m.input("push", bit), m.input("full", bit)];
      const count = m.register("count", uint(4), { init: 0 });
      m.when(and(push, not(full)), () => m.assign(count, add(count, lit(1, 4))));
      m.property("assume", "no_overrun", not(full), { enable: push, message: 'never "push" at 100%' });
      m.property("cover", "wraps", eq(count, lit(15, 4)));
      m.assign(m.output("level", uint(4)), count);
    });
    expect(verilogBody(made)).toMatchInlineSnapshot(`
      "
        reg [3:0] count;
        wire count_is_15 = count == 4'd15;

        always @(posedge clock or posedge reset) begin
          if (reset) begin
            count <= 4'd0;
          end else if (push && !full) begin
            count <= count + 4'd1;
          end
        end

        assign level = count;

      \`ifdef FORMAL
        always @(posedge clock) begin
          if (!reset) begin
            if (push) no_overrun: assume (!full);
            wraps: cover (count_is_15);
          end
        end
      \`elsif SYNTHESIS
      \`else
        always @(posedge clock or posedge reset) begin
          if (!reset) begin
            if (push && full) begin
              $display("BITLOOM PROPERTY FAILED %m.no_overrun: never \\"push\\" at 100%%");
            end
          end
        end
      \`endif

        // Read by nothing in this module; the sink keeps lint quiet about it.
        wire unused_bits = &{1'b0, count_is_15};
      "
    `);
  });
});

test("every module above passes all three tools", async () => {
  expect(await golden.complaints()).toEqual([]);
}, 120_000);
