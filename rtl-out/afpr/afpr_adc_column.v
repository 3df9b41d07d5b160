`default_nettype none

// Range controller and mantissa latch of one column.
module afpr_adc_column (  // src/blocks/afpr/adc/adc-column.ts:33:3
  input  wire       clock,
  input  wire       reset,
  input  wire       discharge,
  input  wire       stage_first,
  input  wire       stage_second,
  input  wire       stage_ramp,
  input  wire       strobe,
  input  wire [4:0] ramp,
  input  wire       comparator,
  input  wire       isNegative,
  output wire [2:0] capacitors,
  output wire       isFull,
  output wire       isUpper,
  output wire [7:0] code,
  output wire       isClipped,
  output wire       isOverRange
);

  reg [2:0] selected;  // src/blocks/afpr/adc/adc-column.ts:51:24
  // The charge lies in the upper half of its range: every charge of a range above the first, by the choice of range.
  reg upper;  // src/blocks/afpr/adc/adc-column.ts:53:21
  reg sign;  // src/blocks/afpr/adc/adc-column.ts:54:20
  reg [4:0] mantissa;  // src/blocks/afpr/adc/adc-column.ts:55:24
  reg hasTripped;  // src/blocks/afpr/adc/adc-column.ts:56:26
  wire isLowest = selected[0];  // src/blocks/afpr/adc/adc-column.ts:57:33
  wire isHighest = selected[2];  // src/blocks/afpr/adc/adc-column.ts:58:34
  wire assert_one_capacitor_at_a_time_mask = (|selected) && (selected & (selected - 3'd1)) == 3'd0;  // src/blocks/afpr/adc/adc-column.ts:85:29
  wire not_isLowest = !isLowest;  // src/blocks/afpr/adc/adc-column.ts:86:21

  always @(posedge clock) begin  // src/blocks/afpr/adc/adc-column.ts:60:7
    if (reset) begin
      selected <= 3'd1;
      upper <= 1'b0;
      mantissa <= 5'd31;
      hasTripped <= 1'b0;
      sign <= 1'b0;
    end else if (discharge) begin
      selected <= 3'd1;
      upper <= 1'b0;
      mantissa <= 5'd31;
      hasTripped <= 1'b0;
    end else if (strobe) begin
      if (stage_first) begin
        sign <= isNegative;
        if (comparator) begin
          selected <= 3'd2;
          upper <= 1'b1;
        end
      end
      if (stage_second && comparator) begin
        upper <= 1'b1;
        if (!isLowest) selected <= 3'd4;
      end
      if (stage_ramp && !(comparator || hasTripped)) begin
        mantissa <= ramp;
        hasTripped <= 1'b1;
      end
    end
  end

  assign capacitors = selected;  // src/blocks/afpr/adc/adc-column.ts:90:21
  assign isFull = stage_first || (stage_second && !isLowest);  // src/blocks/afpr/adc/adc-column.ts:91:17
  assign isUpper = upper;  // src/blocks/afpr/adc/adc-column.ts:92:18
  assign code = {sign, !isLowest, isLowest ? upper : isHighest, mantissa};  // src/blocks/afpr/adc/adc-column.ts:93:15
  assign isClipped = !hasTripped;  // src/blocks/afpr/adc/adc-column.ts:94:20
  assign isOverRange = !hasTripped && isHighest;  // src/blocks/afpr/adc/adc-column.ts:95:22

`ifdef FORMAL
  always @(posedge clock) begin
    if (!reset) begin
      assert_one_capacitor_at_a_time: assert (assert_one_capacitor_at_a_time_mask);  // src/blocks/afpr/adc/adc-column.ts:85:7
      if (not_isLowest) assert_a_range_above_the_first: assert (upper);  // src/blocks/afpr/adc/adc-column.ts:87:9
    end
  end
`elsif SYNTHESIS
`else
  always @(posedge clock) begin
    if (!reset) begin
      if (!assert_one_capacitor_at_a_time_mask) begin
        $display("BITLOOM PROPERTY FAILED %m.assert_one_capacitor_at_a_time: one capacitor at a time (src/blocks/afpr/adc/adc-column.ts:85:7)");
      end
      if (not_isLowest && !upper) begin
        $display("BITLOOM PROPERTY FAILED %m.assert_a_range_above_the_first: a range above the first is its upper half (src/blocks/afpr/adc/adc-column.ts:87:9)");
      end
    end
  end
`endif

endmodule

`default_nettype wire
