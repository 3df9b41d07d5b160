`default_nettype none

// Activations of 4 rows times the weight of a digit: 1, 4, 16 or 64.
module lieq_digit_shift_4 (  // src/blocks/lieq/digit-shift.ts:21:3
  input  wire [1:0]  plane,
  input  wire [31:0] activations,  // 4 x 8 bits, element 0 lowest
  output wire [55:0] shifted  // 4 x 14 bits, element 0 lowest
);

  wire [13:0] wide_0 = {{6{activations[31]}}, activations[31:24]};  // src/blocks/lieq/digit-shift.ts:30:72
  wire [13:0] wide_1 = {{6{activations[23]}}, activations[23:16]};  // src/blocks/lieq/digit-shift.ts:30:72
  wire [13:0] wide_2 = {{6{activations[15]}}, activations[15:8]};  // src/blocks/lieq/digit-shift.ts:30:72
  wire [13:0] wide_3 = {{6{activations[7]}}, activations[7:0]};  // src/blocks/lieq/digit-shift.ts:30:72

  assign shifted = {
      plane[1] ? (plane[0] ? {wide_0[7:0], 6'd0} : {wide_0[9:0], 4'd0}) : plane[0] ? {wide_0[11:0], 2'd0} : wide_0,
      plane[1] ? (plane[0] ? {wide_1[7:0], 6'd0} : {wide_1[9:0], 4'd0}) : plane[0] ? {wide_1[11:0], 2'd0} : wide_1,
      plane[1] ? (plane[0] ? {wide_2[7:0], 6'd0} : {wide_2[9:0], 4'd0}) : plane[0] ? {wide_2[11:0], 2'd0} : wide_2,
      plane[1] ? (plane[0] ? {wide_3[7:0], 6'd0} : {wide_3[9:0], 4'd0}) : plane[0] ? {wide_3[11:0], 2'd0} : wide_3
  };  // src/blocks/lieq/digit-shift.ts:29:15

endmodule

`default_nettype wire
