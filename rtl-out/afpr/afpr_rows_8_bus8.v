`default_nettype none

// FP-DAC control of 8 rows, two-phase inputs, 1 codes a beat.
module afpr_rows_8_bus8 (  // src/blocks/afpr/dac/rows.ts:50:3
  input  wire        clock,
  input  wire        reset,
  input  wire        jobStart,
  input  wire [3:0]  depth,
  input  wire [15:0] vectors,
  input  wire        activations_valid,
  input  wire [7:0]  activations_data,
  output wire        activations_ready,
  output wire        isLoaded,
  input  wire        swap,
  input  wire        isOn,
  input  wire        isSubtracting,
  output wire [7:0]  drive_on,  // 8 x 1 bit, element 0 lowest
  output wire [7:0]  drive_isNegative,  // 8 x 1 bit, element 0 lowest
  output wire [47:0] drive_level,  // 8 x 6 bits, element 0 lowest
  output wire [23:0] drive_gain,  // 8 x 3 bits, element 0 lowest
  output wire        loadedNonZero
);

  wire activations_fire = activations_valid && activations_ready;  // src/blocks/afpr/dac/rows.ts:76:33
  // One-hot: the group that the next beat fills. Every job sets it, so it needs no reset.
  reg [7:0] turn;  // src/blocks/afpr/dac/rows.ts:73:36
  wire [7:0] code = activations_data;  // src/blocks/afpr/dac/rows.ts:110:39
  reg holdsVector;  // src/blocks/afpr/dac/rows.ts:67:27
  // Vectors that have not been taken whole.
  reg [15:0] vectorsLeft;  // src/blocks/afpr/dac/rows.ts:69:27
  // Rows that this beat and later ones of the vector fill.
  reg [3:0] rowsLeft;  // src/blocks/afpr/dac/rows.ts:71:35
  wire group_0_drive_on;  // 1 x 1 bit, element 0 lowest
  wire group_0_drive_isNegative;  // 1 x 1 bit, element 0 lowest
  wire [5:0] group_0_drive_level;  // 1 x 6 bits, element 0 lowest
  wire [2:0] group_0_drive_gain;  // 1 x 3 bits, element 0 lowest
  wire group_1_drive_on;  // 1 x 1 bit, element 0 lowest
  wire group_1_drive_isNegative;  // 1 x 1 bit, element 0 lowest
  wire [5:0] group_1_drive_level;  // 1 x 6 bits, element 0 lowest
  wire [2:0] group_1_drive_gain;  // 1 x 3 bits, element 0 lowest
  wire group_2_drive_on;  // 1 x 1 bit, element 0 lowest
  wire group_2_drive_isNegative;  // 1 x 1 bit, element 0 lowest
  wire [5:0] group_2_drive_level;  // 1 x 6 bits, element 0 lowest
  wire [2:0] group_2_drive_gain;  // 1 x 3 bits, element 0 lowest
  wire group_3_drive_on;  // 1 x 1 bit, element 0 lowest
  wire group_3_drive_isNegative;  // 1 x 1 bit, element 0 lowest
  wire [5:0] group_3_drive_level;  // 1 x 6 bits, element 0 lowest
  wire [2:0] group_3_drive_gain;  // 1 x 3 bits, element 0 lowest
  wire group_4_drive_on;  // 1 x 1 bit, element 0 lowest
  wire group_4_drive_isNegative;  // 1 x 1 bit, element 0 lowest
  wire [5:0] group_4_drive_level;  // 1 x 6 bits, element 0 lowest
  wire [2:0] group_4_drive_gain;  // 1 x 3 bits, element 0 lowest
  wire group_5_drive_on;  // 1 x 1 bit, element 0 lowest
  wire group_5_drive_isNegative;  // 1 x 1 bit, element 0 lowest
  wire [5:0] group_5_drive_level;  // 1 x 6 bits, element 0 lowest
  wire [2:0] group_5_drive_gain;  // 1 x 3 bits, element 0 lowest
  wire group_6_drive_on;  // 1 x 1 bit, element 0 lowest
  wire group_6_drive_isNegative;  // 1 x 1 bit, element 0 lowest
  wire [5:0] group_6_drive_level;  // 1 x 6 bits, element 0 lowest
  wire [2:0] group_6_drive_gain;  // 1 x 3 bits, element 0 lowest
  wire group_7_drive_on;  // 1 x 1 bit, element 0 lowest
  wire group_7_drive_isNegative;  // 1 x 1 bit, element 0 lowest
  wire [5:0] group_7_drive_level;  // 1 x 6 bits, element 0 lowest
  wire [2:0] group_7_drive_gain;  // 1 x 3 bits, element 0 lowest
  wire isLastBeat = rowsLeft <= 4'd1;  // src/blocks/afpr/dac/rows.ts:77:54
  wire vectorEnds = activations_fire && isLastBeat;  // src/blocks/afpr/dac/rows.ts:78:32
  wire restarts = jobStart || vectorEnds;  // src/blocks/afpr/dac/rows.ts:86:35

  afpr_row_group_1 group_0 (  // src/blocks/afpr/dac/rows.ts:118:23
    .clock            (clock),
    .reset            (reset),
    .clear            (jobStart),
    .load             (activations_fire && turn[0]),
    .codes            (code),
    .swap             (swap),
    .isOn             (isOn),
    .isSubtracting    (isSubtracting),
    .drive_on         (group_0_drive_on),
    .drive_isNegative (group_0_drive_isNegative),
    .drive_level      (group_0_drive_level),
    .drive_gain       (group_0_drive_gain)
  );

  afpr_row_group_1 group_1 (  // src/blocks/afpr/dac/rows.ts:118:23
    .clock            (clock),
    .reset            (reset),
    .clear            (jobStart),
    .load             (activations_fire && turn[1]),
    .codes            (code),
    .swap             (swap),
    .isOn             (isOn),
    .isSubtracting    (isSubtracting),
    .drive_on         (group_1_drive_on),
    .drive_isNegative (group_1_drive_isNegative),
    .drive_level      (group_1_drive_level),
    .drive_gain       (group_1_drive_gain)
  );

  afpr_row_group_1 group_2 (  // src/blocks/afpr/dac/rows.ts:118:23
    .clock            (clock),
    .reset            (reset),
    .clear            (jobStart),
    .load             (activations_fire && turn[2]),
    .codes            (code),
    .swap             (swap),
    .isOn             (isOn),
    .isSubtracting    (isSubtracting),
    .drive_on         (group_2_drive_on),
    .drive_isNegative (group_2_drive_isNegative),
    .drive_level      (group_2_drive_level),
    .drive_gain       (group_2_drive_gain)
  );

  afpr_row_group_1 group_3 (  // src/blocks/afpr/dac/rows.ts:118:23
    .clock            (clock),
    .reset            (reset),
    .clear            (jobStart),
    .load             (activations_fire && turn[3]),
    .codes            (code),
    .swap             (swap),
    .isOn             (isOn),
    .isSubtracting    (isSubtracting),
    .drive_on         (group_3_drive_on),
    .drive_isNegative (group_3_drive_isNegative),
    .drive_level      (group_3_drive_level),
    .drive_gain       (group_3_drive_gain)
  );

  afpr_row_group_1 group_4 (  // src/blocks/afpr/dac/rows.ts:118:23
    .clock            (clock),
    .reset            (reset),
    .clear            (jobStart),
    .load             (activations_fire && turn[4]),
    .codes            (code),
    .swap             (swap),
    .isOn             (isOn),
    .isSubtracting    (isSubtracting),
    .drive_on         (group_4_drive_on),
    .drive_isNegative (group_4_drive_isNegative),
    .drive_level      (group_4_drive_level),
    .drive_gain       (group_4_drive_gain)
  );

  afpr_row_group_1 group_5 (  // src/blocks/afpr/dac/rows.ts:118:23
    .clock            (clock),
    .reset            (reset),
    .clear            (jobStart),
    .load             (activations_fire && turn[5]),
    .codes            (code),
    .swap             (swap),
    .isOn             (isOn),
    .isSubtracting    (isSubtracting),
    .drive_on         (group_5_drive_on),
    .drive_isNegative (group_5_drive_isNegative),
    .drive_level      (group_5_drive_level),
    .drive_gain       (group_5_drive_gain)
  );

  afpr_row_group_1 group_6 (  // src/blocks/afpr/dac/rows.ts:118:23
    .clock            (clock),
    .reset            (reset),
    .clear            (jobStart),
    .load             (activations_fire && turn[6]),
    .codes            (code),
    .swap             (swap),
    .isOn             (isOn),
    .isSubtracting    (isSubtracting),
    .drive_on         (group_6_drive_on),
    .drive_isNegative (group_6_drive_isNegative),
    .drive_level      (group_6_drive_level),
    .drive_gain       (group_6_drive_gain)
  );

  afpr_row_group_1 group_7 (  // src/blocks/afpr/dac/rows.ts:118:23
    .clock            (clock),
    .reset            (reset),
    .clear            (jobStart),
    .load             (activations_fire && turn[7]),
    .codes            (code),
    .swap             (swap),
    .isOn             (isOn),
    .isSubtracting    (isSubtracting),
    .drive_on         (group_7_drive_on),
    .drive_isNegative (group_7_drive_isNegative),
    .drive_level      (group_7_drive_level),
    .drive_gain       (group_7_drive_gain)
  );

  assign activations_ready = (|vectorsLeft) && !holdsVector;  // src/blocks/afpr/dac/rows.ts:75:25

  always @(posedge clock) begin  // src/blocks/afpr/dac/rows.ts:79:7
    if (reset) begin
      vectorsLeft <= 16'd0;
    end else if (jobStart) begin
      vectorsLeft <= vectors;
    end else if (vectorEnds) begin
      vectorsLeft <= vectorsLeft - 16'd1;
    end
  end

  always @(posedge clock) begin  // src/blocks/afpr/dac/rows.ts:87:9
    if (restarts) begin
      rowsLeft <= depth;
      turn <= 8'd1;
    end else if (activations_fire) begin
      rowsLeft <= rowsLeft - 4'd1;
      turn <= turn << 1;
    end
  end

  always @(posedge clock) begin  // src/blocks/afpr/dac/rows.ts:97:7
    if (reset) begin
      holdsVector <= 1'b0;
    end else if (jobStart || swap) begin
      holdsVector <= 1'b0;
    end else if (vectorEnds) begin
      holdsVector <= 1'b1;
    end
  end

  assign isLoaded = holdsVector;  // src/blocks/afpr/dac/rows.ts:102:19
  assign loadedNonZero = activations_fire ? |code[6:0] : 1'b0;  // src/blocks/afpr/dac/rows.ts:114:24
  assign drive_on = {
      group_7_drive_on, group_6_drive_on, group_5_drive_on, group_4_drive_on, group_3_drive_on, group_2_drive_on,
      group_1_drive_on, group_0_drive_on
  };  // src/blocks/afpr/dac/rows.ts:127:16
  assign drive_isNegative = {
      group_7_drive_isNegative, group_6_drive_isNegative, group_5_drive_isNegative, group_4_drive_isNegative,
      group_3_drive_isNegative, group_2_drive_isNegative, group_1_drive_isNegative, group_0_drive_isNegative
  };  // src/blocks/afpr/dac/rows.ts:127:16
  assign drive_level = {
      group_7_drive_level, group_6_drive_level, group_5_drive_level, group_4_drive_level, group_3_drive_level,
      group_2_drive_level, group_1_drive_level, group_0_drive_level
  };  // src/blocks/afpr/dac/rows.ts:127:16
  assign drive_gain = {
      group_7_drive_gain, group_6_drive_gain, group_5_drive_gain, group_4_drive_gain, group_3_drive_gain,
      group_2_drive_gain, group_1_drive_gain, group_0_drive_gain
  };  // src/blocks/afpr/dac/rows.ts:127:16

`ifdef FORMAL
  always @(posedge clock) begin
    if (!reset) begin
      if (jobStart) assert_a_job_has_a_row: assert (|depth);  // src/blocks/afpr/dac/rows.ts:80:9
    end
  end
`elsif SYNTHESIS
`else
  always @(posedge clock) begin
    if (!reset) begin
      if (jobStart && depth == 4'd0) begin
        $display("BITLOOM PROPERTY FAILED %m.assert_a_job_has_a_row: a job has a row (src/blocks/afpr/dac/rows.ts:80:9)");
      end
    end
  end
`endif

endmodule

`default_nettype wire
