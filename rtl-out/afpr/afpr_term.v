`default_nettype none

// The integer that an E2M5 code stands for, times 2^shift.
module afpr_term (  // src/blocks/afpr/readout/partial-sum.ts:75:3
  input  wire [7:0]  code,
  input  wire [3:0]  shift,
  output wire [23:0] term
);

  wire [1:0] exponent = code[6:5];  // src/blocks/afpr/readout/partial-sum.ts:79:29
  wire [7:0] significand = {2'd0, |exponent, code[4:0]};  // src/blocks/afpr/readout/partial-sum.ts:80:64
  wire [7:0] scaled = (exponent == 2'd3) ? significand << 2 : (exponent == 2'd2) ? significand << 1 : significand;  // src/blocks/afpr/readout/partial-sum.ts:81:22
  wire [23:0] magnitude = {1'b0, {15'd0, scaled} << shift};  // src/blocks/afpr/readout/partial-sum.ts:86:85

  assign term = code[7] ? -magnitude : magnitude;  // src/blocks/afpr/readout/partial-sum.ts:87:12

endmodule

`default_nettype wire
