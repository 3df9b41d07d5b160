`default_nettype none

// Index-data decoder: a 6-bit cluster and its pair's index give three weights -3..3.
module fineq_decoder (  // src/blocks/fineq/decoder.ts:31:3
  // The pair's index, 0 to 3.
  input  wire [1:0] index,
  // The cluster's six bits of data.
  input  wire [5:0] cluster,
  // Three weights, the first in the low bits, each {negative, magnitude[1:0]}.
  output wire [8:0] weights  // 3 x 3 bits, element 0 lowest
);

  reg [1:0] first_magnitude;  // src/blocks/fineq/decoder.ts:44:21
  reg first_negative;  // src/blocks/fineq/decoder.ts:44:21
  reg [1:0] second_magnitude;  // src/blocks/fineq/decoder.ts:45:22
  reg second_negative;  // src/blocks/fineq/decoder.ts:45:22
  reg [1:0] third_magnitude;  // src/blocks/fineq/decoder.ts:46:21
  reg third_negative;  // src/blocks/fineq/decoder.ts:46:21
  wire [1:0] low_magnitude = cluster[1:0];  // src/blocks/fineq/decoder.ts:86:20
  wire low_negative = cluster[2] && (|cluster[1:0]);  // src/blocks/fineq/decoder.ts:87:25
  wire [1:0] high_magnitude = cluster[4:3];  // src/blocks/fineq/decoder.ts:86:20
  wire high_negative = cluster[5] && (|cluster[4:3]);  // src/blocks/fineq/decoder.ts:87:25

  always @* begin  // src/blocks/fineq/decoder.ts:47:7
    case (index)
      2'd0: begin
        first_magnitude = {1'b0, cluster[0]};
        first_negative = cluster[1] && cluster[0];
        second_magnitude = {1'b0, cluster[2]};
        second_negative = cluster[3] && cluster[2];
        third_magnitude = {1'b0, cluster[4]};
        third_negative = cluster[5] && cluster[4];
      end
      2'd1: begin
        first_magnitude = 2'd0;
        first_negative = 1'b0;
        second_magnitude = low_magnitude;
        second_negative = low_negative;
        third_magnitude = high_magnitude;
        third_negative = high_negative;
      end
      2'd2: begin
        first_magnitude = low_magnitude;
        first_negative = low_negative;
        second_magnitude = 2'd0;
        second_negative = 1'b0;
        third_magnitude = high_magnitude;
        third_negative = high_negative;
      end
      default: begin
        first_magnitude = low_magnitude;
        first_negative = low_negative;
        second_magnitude = high_magnitude;
        second_negative = high_negative;
        third_magnitude = 2'd0;
        third_negative = 1'b0;
      end
    endcase
  end

  assign weights = {third_negative, third_magnitude, second_negative, second_magnitude, first_negative, first_magnitude};  // src/blocks/fineq/decoder.ts:72:15

endmodule

`default_nettype wire
