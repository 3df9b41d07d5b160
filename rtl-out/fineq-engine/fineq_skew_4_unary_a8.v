`default_nettype none

// Row skew: row r of 4 is delayed by 3 + r cycles.
module fineq_skew_4_unary_a8 (  // src/blocks/fineq/skew.ts:36:10
  input  wire        clock,
  input  wire        step,
  input  wire [31:0] activations,  // 4 x 8 bits, element 0 lowest
  output wire [31:0] edges  // 4 x 8 bits, element 0 lowest
);

  reg [31:0] taken;  // 4 x 8 bits, element 0 lowest; src/blocks/fineq/skew.ts:44:21
  reg [7:0] line_0;  // 1 x 8 bits, element 0 lowest; src/blocks/fineq/skew.ts:49:22
  reg [7:0] edge_0;  // src/blocks/fineq/skew.ts:51:22
  reg [15:0] line_1;  // 2 x 8 bits, element 0 lowest; src/blocks/fineq/skew.ts:49:22
  reg [7:0] edge_1;  // src/blocks/fineq/skew.ts:51:22
  reg [23:0] line_2;  // 3 x 8 bits, element 0 lowest; src/blocks/fineq/skew.ts:49:22
  reg [7:0] edge_2;  // src/blocks/fineq/skew.ts:51:22
  reg [31:0] line_3;  // 4 x 8 bits, element 0 lowest; src/blocks/fineq/skew.ts:49:22
  reg [7:0] edge_3;  // src/blocks/fineq/skew.ts:51:22

  always @(posedge clock) begin  // src/blocks/fineq/skew.ts:45:7
    if (step) taken <= activations;
  end

  always @(posedge clock) begin  // src/blocks/fineq/skew.ts:50:14
    line_0 <= taken[7:0];
    edge_0 <= line_0;
  end

  assign edges[31:24] = edge_3;  // src/blocks/fineq/skew.ts:53:23
  assign edges[23:16] = edge_2;  // src/blocks/fineq/skew.ts:53:23
  assign edges[15:8] = edge_1;  // src/blocks/fineq/skew.ts:53:23
  assign edges[7:0] = edge_0;  // src/blocks/fineq/skew.ts:53:23

  always @(posedge clock) begin  // src/blocks/fineq/skew.ts:50:14
    line_1 <= {line_1[7:0], taken[15:8]};
    edge_1 <= line_1[15:8];
  end

  always @(posedge clock) begin  // src/blocks/fineq/skew.ts:50:14
    line_2 <= {line_2[15:8], line_2[7:0], taken[23:16]};
    edge_2 <= line_2[23:16];
  end

  always @(posedge clock) begin  // src/blocks/fineq/skew.ts:50:14
    line_3 <= {line_3[23:16], line_3[15:8], line_3[7:0], taken[31:24]};
    edge_3 <= line_3[31:24];
  end

endmodule

`default_nettype wire
