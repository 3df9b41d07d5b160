`default_nettype none

// Sums of the activations of a pass, one for each of 4 rows, read from the bottom row up.
module lieq_row_sums_4 (  // src/blocks/lieq/row-sums.ts:34:3
  input  wire        clock,
  input  wire        start,
  input  wire        take,
  input  wire [31:0] activations,  // 4 x 8 bits, element 0 lowest
  input  wire        finished,
  input  wire        shift,
  output wire [15:0] sum
);

  reg [15:0] collected_0;  // src/blocks/lieq/row-sums.ts:48:27
  reg [15:0] held_0;  // src/blocks/lieq/row-sums.ts:49:22
  reg [15:0] collected_1;  // src/blocks/lieq/row-sums.ts:48:27
  reg [15:0] held_1;  // src/blocks/lieq/row-sums.ts:49:22
  reg [15:0] collected_2;  // src/blocks/lieq/row-sums.ts:48:27
  reg [15:0] held_2;  // src/blocks/lieq/row-sums.ts:49:22
  reg [15:0] collected_3;  // src/blocks/lieq/row-sums.ts:48:27
  reg [15:0] held_3;  // src/blocks/lieq/row-sums.ts:49:22
  wire begins = start || finished;  // src/blocks/lieq/row-sums.ts:45:28
  wire [15:0] activation_0 = {{8{activations[7]}}, activations[7:0]};  // src/blocks/lieq/row-sums.ts:51:59
  wire [15:0] activation_1 = {{8{activations[15]}}, activations[15:8]};  // src/blocks/lieq/row-sums.ts:51:59
  wire [15:0] activation_2 = {{8{activations[23]}}, activations[23:16]};  // src/blocks/lieq/row-sums.ts:51:59
  wire [15:0] activation_3 = {{8{activations[31]}}, activations[31:24]};  // src/blocks/lieq/row-sums.ts:51:59

  always @(posedge clock) begin  // src/blocks/lieq/row-sums.ts:50:9
    if (begins || take) collected_0 <= (begins ? 16'd0 : collected_0) + (take ? activation_0 : 16'd0);
  end

  always @(posedge clock) begin  // src/blocks/lieq/row-sums.ts:54:9
    if (finished) begin
      held_0 <= collected_0;
    end else if (shift) begin
      held_0 <= held_0;
    end
  end

  always @(posedge clock) begin  // src/blocks/lieq/row-sums.ts:50:9
    if (begins || take) collected_1 <= (begins ? 16'd0 : collected_1) + (take ? activation_1 : 16'd0);
  end

  always @(posedge clock) begin  // src/blocks/lieq/row-sums.ts:54:9
    if (finished) begin
      held_1 <= collected_1;
    end else if (shift) begin
      held_1 <= held_0;
    end
  end

  always @(posedge clock) begin  // src/blocks/lieq/row-sums.ts:50:9
    if (begins || take) collected_2 <= (begins ? 16'd0 : collected_2) + (take ? activation_2 : 16'd0);
  end

  always @(posedge clock) begin  // src/blocks/lieq/row-sums.ts:54:9
    if (finished) begin
      held_2 <= collected_2;
    end else if (shift) begin
      held_2 <= held_1;
    end
  end

  always @(posedge clock) begin  // src/blocks/lieq/row-sums.ts:50:9
    if (begins || take) collected_3 <= (begins ? 16'd0 : collected_3) + (take ? activation_3 : 16'd0);
  end

  always @(posedge clock) begin  // src/blocks/lieq/row-sums.ts:54:9
    if (finished) begin
      held_3 <= collected_3;
    end else if (shift) begin
      held_3 <= held_2;
    end
  end

  assign sum = held_3;  // src/blocks/lieq/row-sums.ts:61:35

endmodule

`default_nettype wire
