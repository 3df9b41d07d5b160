`default_nettype none

// Merges 4 streams, round-robin; an offer stays until it is taken.
module arbiter_4x8 (  // src/blocks/stream/arbiter.ts:54:10
  input  wire       clock,
  input  wire       reset,
  input  wire       enq_0_valid,
  input  wire [7:0] enq_0_data,
  output wire       enq_0_ready,
  input  wire       enq_1_valid,
  input  wire [7:0] enq_1_data,
  output wire       enq_1_ready,
  input  wire       enq_2_valid,
  input  wire [7:0] enq_2_data,
  output wire       enq_2_ready,
  input  wire       enq_3_valid,
  input  wire [7:0] enq_3_data,
  output wire       enq_3_ready,
  output wire       deq_valid,
  output wire [7:0] deq_data,
  input  wire       deq_ready,
  output wire [1:0] index
);

  reg [3:0] waiting;  // src/blocks/stream/arbiter.ts:61:23
  reg [3:0] above;  // src/blocks/stream/arbiter.ts:63:30
  wire [3:0] requests = {enq_3_valid, enq_2_valid, enq_1_valid, enq_0_valid};  // src/blocks/stream/arbiter.ts:59:24
  wire [3:0] candidates = requests & above;  // src/blocks/stream/arbiter.ts:97:31
  wire [3:0] choice = (|candidates) ? candidates & (~candidates + 4'd1) : requests & (~requests + 4'd1);  // src/blocks/stream/arbiter.ts:98:10
  wire [3:0] grant = (|waiting) ? waiting : choice;  // src/blocks/stream/arbiter.ts:65:27
  wire deq_fire = deq_valid && deq_ready;  // src/blocks/stream/arbiter.ts:81:18
  wire assert_one_stream_waits_at_most_match = (waiting & (waiting - 4'd1)) == 4'd0;  // src/blocks/stream/arbiter.ts:76:42

  assign deq_valid = |requests;  // src/blocks/stream/arbiter.ts:66:17
  assign deq_data = (enq_0_data & {8{grant[0]}})
      | (enq_1_data & {8{grant[1]}})
      | (enq_2_data & {8{grant[2]}})
      | (enq_3_data & {8{grant[3]}});  // src/blocks/stream/arbiter.ts:67:16
  assign index = {grant[2] || grant[3], grant[1] || grant[3]};  // src/blocks/stream/arbiter.ts:72:13
  assign enq_0_ready = grant[0] && deq_ready;  // src/blocks/stream/arbiter.ts:74:22
  assign enq_1_ready = grant[1] && deq_ready;  // src/blocks/stream/arbiter.ts:74:22
  assign enq_2_ready = grant[2] && deq_ready;  // src/blocks/stream/arbiter.ts:74:22
  assign enq_3_ready = grant[3] && deq_ready;  // src/blocks/stream/arbiter.ts:74:22

  always @(posedge clock) begin  // src/blocks/stream/arbiter.ts:77:7
    if (reset) begin
      waiting <= 4'd0;
    end else if (deq_valid) begin
      waiting <= deq_ready ? 4'd0 : grant;
    end
  end

  always @(posedge clock) begin  // src/blocks/stream/arbiter.ts:81:9
    if (reset) begin
      above <= 4'd0;
    end else if (deq_fire) begin
      above <= ~(grant | (grant - 4'd1));
    end
  end

`ifdef FORMAL
  always @(posedge clock) begin
    if (!reset) begin
      assert_one_stream_waits_at_most: assert (assert_one_stream_waits_at_most_match);  // src/blocks/stream/arbiter.ts:76:7
    end
  end
`elsif SYNTHESIS
`else
  always @(posedge clock) begin
    if (!reset) begin
      if (!assert_one_stream_waits_at_most_match) begin
        $display("BITLOOM PROPERTY FAILED %m.assert_one_stream_waits_at_most: one stream waits at most (src/blocks/stream/arbiter.ts:76:7)");
      end
    end
  end
`endif

endmodule

`default_nettype wire
