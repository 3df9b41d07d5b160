`default_nettype none

// Temporal encoder, unary: how often the activation counts in this step of a weight.
module fineq_encoder_unary (  // src/blocks/fineq/encoder.ts:19:10
  // Of the weight, 0 to 3.
  input  wire [1:0] magnitude,
  // Step of the weight, 0 to 2.
  input  wire [1:0] phase,
  // How often the activation counts in this step.
  output wire       pulse
);

  assign pulse = magnitude > phase;  // src/blocks/fineq/encoder.ts:33:15

endmodule

`default_nettype wire
