`default_nettype none

// FP-DAC control of a row, two-phase inputs.
module afpr_row_two_phase (  // src/blocks/afpr/dac/row.ts:30:3
  input  wire       clock,
  input  wire       reset,
  input  wire       clear,
  input  wire       load,
  input  wire [7:0] code,
  input  wire       swap,
  input  wire       isOn,
  input  wire       isSubtracting,
  output wire       on,
  // Differential inputs: the row drives its minus line.
  output wire       isNegative,
  output wire [5:0] level,
  // One-hot: 1, 2, 4.
  output wire [2:0] gain
);

  reg [7:0] shadow;  // src/blocks/afpr/dac/row.ts:45:22
  reg [5:0] drivenLevel;  // src/blocks/afpr/dac/row.ts:56:27
  reg [2:0] drivenGain;  // src/blocks/afpr/dac/row.ts:57:26
  reg isAdded;  // src/blocks/afpr/dac/row.ts:76:25
  reg isSubtracted;  // src/blocks/afpr/dac/row.ts:77:30
  wire [1:0] exponent = shadow[6:5];  // src/blocks/afpr/dac/row.ts:53:31
  wire [4:0] mantissa = shadow[4:0];  // src/blocks/afpr/dac/row.ts:54:31
  wire isNonZero = |shadow[6:0];  // src/blocks/afpr/dac/row.ts:55:44
  wire sign = shadow[7];  // src/blocks/afpr/dac/row.ts:52:27

  always @(posedge clock) begin  // src/blocks/afpr/dac/row.ts:46:7
    if (clear) begin
      shadow <= 8'd0;
    end else if (load) begin
      shadow <= code;
    end
  end

  always @(posedge clock) begin  // src/blocks/afpr/dac/row.ts:58:7
    if (swap) drivenLevel <= {|exponent, mantissa};
  end

  always @(posedge clock) begin  // src/blocks/afpr/dac/row.ts:58:7
    if (reset) begin
      drivenGain <= 3'd1;
    end else if (swap) begin
      drivenGain <= {exponent == 2'd3, exponent == 2'd2, exponent < 2'd2};
    end
  end

  assign level = drivenLevel;  // src/blocks/afpr/dac/row.ts:63:16
  assign gain = drivenGain;  // src/blocks/afpr/dac/row.ts:64:15

  always @(posedge clock) begin  // src/blocks/afpr/dac/row.ts:78:9
    if (reset) begin
      isAdded <= 1'b0;
      isSubtracted <= 1'b0;
    end else if (swap) begin
      isAdded <= isNonZero && !sign;
      isSubtracted <= isNonZero && sign;
    end
  end

  assign on = (isSubtracting ? isSubtracted : isAdded) && isOn;  // src/blocks/afpr/dac/row.ts:82:15
  assign isNegative = 1'b0;  // src/blocks/afpr/dac/row.ts:83:23

endmodule

`default_nettype wire
