`default_nettype none

// Temporal encoder, unary: how often the activation counts in this step of a weight.
module fineq_encoder_unary (  // src/blocks/fineq/encoder.ts:19:10
  input  wire [1:0] magnitude,
  input  wire [1:0] phase,
  output wire       pulse
);

  assign pulse = magnitude > phase;  // src/blocks/fineq/encoder.ts:28:15

endmodule

`default_nettype wire
