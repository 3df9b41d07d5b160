`default_nettype none

// Row skew: row r of 4 is delayed by 3 + r cycles.
module fineq_skew_4_unary_a14 (  // src/blocks/fineq/skew.ts:36:10
  input  wire        clock,
  input  wire        step,
  input  wire [55:0] activations,  // 4 x 14 bits, element 0 lowest
  output wire [55:0] edges  // 4 x 14 bits, element 0 lowest
);

  reg [55:0] taken;  // 4 x 14 bits, element 0 lowest; src/blocks/fineq/skew.ts:44:21
  reg [13:0] line_0;  // 1 x 14 bits, element 0 lowest; src/blocks/fineq/skew.ts:49:22
  reg [13:0] edge_0;  // src/blocks/fineq/skew.ts:51:22
  reg [27:0] line_1;  // 2 x 14 bits, element 0 lowest; src/blocks/fineq/skew.ts:49:22
  reg [13:0] edge_1;  // src/blocks/fineq/skew.ts:51:22
  reg [41:0] line_2;  // 3 x 14 bits, element 0 lowest; src/blocks/fineq/skew.ts:49:22
  reg [13:0] edge_2;  // src/blocks/fineq/skew.ts:51:22
  reg [55:0] line_3;  // 4 x 14 bits, element 0 lowest; src/blocks/fineq/skew.ts:49:22
  reg [13:0] edge_3;  // src/blocks/fineq/skew.ts:51:22

  always @(posedge clock) begin  // src/blocks/fineq/skew.ts:45:7
    if (step) taken <= activations;
  end

  always @(posedge clock) begin  // src/blocks/fineq/skew.ts:50:14
    line_0 <= taken[13:0];
    edge_0 <= line_0;
  end

  assign edges[55:42] = edge_3;  // src/blocks/fineq/skew.ts:53:23
  assign edges[41:28] = edge_2;  // src/blocks/fineq/skew.ts:53:23
  assign edges[27:14] = edge_1;  // src/blocks/fineq/skew.ts:53:23
  assign edges[13:0] = edge_0;  // src/blocks/fineq/skew.ts:53:23

  always @(posedge clock) begin  // src/blocks/fineq/skew.ts:50:14
    line_1 <= {line_1[13:0], taken[27:14]};
    edge_1 <= line_1[27:14];
  end

  always @(posedge clock) begin  // src/blocks/fineq/skew.ts:50:14
    line_2 <= {line_2[27:14], line_2[13:0], taken[41:28]};
    edge_2 <= line_2[41:28];
  end

  always @(posedge clock) begin  // src/blocks/fineq/skew.ts:50:14
    line_3 <= {line_3[41:28], line_3[27:14], line_3[13:0], taken[55:42]};
    edge_3 <= line_3[55:42];
  end

endmodule

`default_nettype wire
