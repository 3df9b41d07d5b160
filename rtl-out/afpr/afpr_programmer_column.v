`default_nettype none

// A column of the weight programmer: its weight, the level read last, and what to do about it.
module afpr_programmer_column (  // src/blocks/afpr/programming/programmer-column.ts:27:3
  input  wire       clock,
  input  wire       reset,
  input  wire       clear,
  input  wire       write,
  input  wire       loaded_isUsed,
  input  wire       loaded_weight_isNegative,
  input  wire [3:0] loaded_weight_magnitude,
  input  wire       isMinus,
  input  wire       sample,
  input  wire [3:0] reading,
  input  wire       rotate,
  input  wire       from_isUsed,
  input  wire       from_weight_isNegative,
  input  wire [3:0] from_weight_magnitude,
  input  wire [3:0] from_level,
  output wire       held_isUsed,
  output wire       held_weight_isNegative,
  output wire [3:0] held_weight_magnitude,
  output wire [3:0] held_level,
  output wire [3:0] target,
  output wire       isBelow,
  output wire       isAbove
);

  reg isUsed;  // src/blocks/afpr/programming/programmer-column.ts:44:22
  reg weight_isNegative;  // src/blocks/afpr/programming/programmer-column.ts:45:22
  reg [3:0] weight_magnitude;  // src/blocks/afpr/programming/programmer-column.ts:45:22
  reg [3:0] level;  // src/blocks/afpr/programming/programmer-column.ts:46:21
  wire [3:0] target_1 = (weight_isNegative == isMinus) ? weight_magnitude : 4'd0;  // src/blocks/afpr/programming/programmer-column.ts:61:22

  always @(posedge clock) begin  // src/blocks/afpr/programming/programmer-column.ts:47:7
    if (reset) begin
      isUsed <= 1'b0;
    end else begin
      if (clear) begin
        isUsed <= 1'b0;
      end else if (rotate) begin
        isUsed <= from_isUsed;
      end
      if (write) isUsed <= loaded_isUsed;
    end
  end

  always @(posedge clock) begin  // src/blocks/afpr/programming/programmer-column.ts:47:7
    if (!clear) begin
      if (rotate) begin
        weight_isNegative <= from_weight_isNegative;
        weight_magnitude <= from_weight_magnitude;
        level <= from_level;
      end
    end
    if (write) begin
      weight_isNegative <= loaded_weight_isNegative;
      weight_magnitude <= loaded_weight_magnitude;
    end
    if (sample) level <= reading;
  end

  assign held_isUsed = isUsed;  // src/blocks/afpr/programming/programmer-column.ts:62:15
  assign held_weight_isNegative = weight_isNegative;  // src/blocks/afpr/programming/programmer-column.ts:62:15
  assign held_weight_magnitude = weight_magnitude;  // src/blocks/afpr/programming/programmer-column.ts:62:15
  assign held_level = level;  // src/blocks/afpr/programming/programmer-column.ts:62:15
  assign target = target_1;  // src/blocks/afpr/programming/programmer-column.ts:63:17
  assign isBelow = isUsed && level < target_1;  // src/blocks/afpr/programming/programmer-column.ts:64:18
  assign isAbove = isUsed && level > target_1;  // src/blocks/afpr/programming/programmer-column.ts:65:18

endmodule

`default_nettype wire
