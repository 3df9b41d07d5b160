`default_nettype none

// Weight programmer of a 8 x 4 macro: write and verify, 8 weights a beat.
module afpr_programmer_8x4by8_pulse2_read2 (  // src/blocks/afpr/programming/programmer.ts:72:3
  input  wire        clock,
  input  wire        reset,
  input  wire        start,
  input  wire [3:0]  rows,
  input  wire [2:0]  columns,
  input  wire [7:0]  limit,
  input  wire        weights_valid,
  input  wire [63:0] weights_data,
  output wire        weights_ready,
  output wire [2:0]  access_row,
  output wire        access_isMinus,
  output wire        access_read,
  output wire        access_pulse,
  output wire [3:0]  access_set,  // 4 x 1 bit, element 0 lowest
  output wire [3:0]  access_clear,  // 4 x 1 bit, element 0 lowest
  input  wire [15:0] levels,  // 4 x 4 bits, element 0 lowest
  output wire        failures_valid,
  output wire [2:0]  failures_data_row,
  output wire [1:0]  failures_data_column,
  output wire        failures_data_isMinus,
  output wire [3:0]  failures_data_level,
  output wire [3:0]  failures_data_target,
  input  wire        failures_ready,
  output wire        isBusy,
  output wire        reads,
  output wire        pulses,
  output wire        failedCells,
  output wire        badWeight
);

  localparam [2:0] STATE_IDLE = 3'd0;
  localparam [2:0] STATE_LOAD = 3'd1;
  localparam [2:0] STATE_READ = 3'd2;
  localparam [2:0] STATE_JUDGE = 3'd3;
  localparam [2:0] STATE_PULSE = 3'd4;
  localparam [2:0] STATE_SETTLE = 3'd5;
  localparam [2:0] STATE_REPORT = 3'd6;

  reg [2:0] state;  // src/blocks/afpr/programming/programmer.ts:92:21
  wire starts = state == STATE_IDLE && start;  // src/blocks/afpr/programming/programmer.ts:107:39
  wire weights_fire = weights_valid && weights_ready;  // src/blocks/afpr/programming/programmer.ts:109:32
  // Columns whose weights are still to come.
  reg [2:0] columnsLeft;  // src/blocks/afpr/programming/programmer.ts:99:27
  wire columnsLeft_above_0 = columnsLeft > 3'd0;  // src/blocks/afpr/programming/programmer.ts:118:82
  wire isNegative_0 = weights_data[7];  // src/blocks/afpr/programming/programmer.ts:229:27
  wire [7:0] magnitude_0 = isNegative_0 ? 8'd0 - weights_data[7:0] : weights_data[7:0];  // src/blocks/afpr/programming/programmer.ts:230:21
  wire isLarge_0 = magnitude_0 > 8'd15;  // src/blocks/afpr/programming/programmer.ts:231:29
  wire [3:0] lanes_weight_magnitude_0 = isLarge_0 ? 4'd15 : magnitude_0[3:0];  // src/blocks/afpr/programming/programmer.ts:234:38
  reg isMinus;  // src/blocks/afpr/programming/programmer.ts:97:23
  // Lines of the macro are switched by registers of their own: a decoded state may glitch.
  reg isReading;  // src/blocks/afpr/programming/programmer.ts:94:25
  reg timer;  // src/blocks/afpr/programming/programmer.ts:103:21
  wire isTimeOver = !timer;  // src/blocks/afpr/programming/programmer.ts:111:32
  wire samples = isReading && isTimeOver;  // src/blocks/afpr/programming/programmer.ts:112:33
  wire isReporting = state == STATE_REPORT;  // src/blocks/afpr/programming/programmer.ts:113:33
  wire rotates = isReporting && (!failures_valid || failures_ready);  // src/blocks/afpr/programming/programmer.ts:114:35
  wire column_1_held_isUsed;
  wire column_1_held_weight_isNegative;
  wire [3:0] column_1_held_weight_magnitude;
  wire [3:0] column_1_held_level;
  wire columnsLeft_above_1 = columnsLeft > 3'd1;  // src/blocks/afpr/programming/programmer.ts:118:82
  wire isNegative_1 = weights_data[15];  // src/blocks/afpr/programming/programmer.ts:229:27
  wire [7:0] magnitude_1 = isNegative_1 ? 8'd0 - weights_data[15:8] : weights_data[15:8];  // src/blocks/afpr/programming/programmer.ts:230:21
  wire isLarge_1 = magnitude_1 > 8'd15;  // src/blocks/afpr/programming/programmer.ts:231:29
  wire [3:0] lanes_weight_magnitude_1 = isLarge_1 ? 4'd15 : magnitude_1[3:0];  // src/blocks/afpr/programming/programmer.ts:234:38
  wire column_2_held_isUsed;
  wire column_2_held_weight_isNegative;
  wire [3:0] column_2_held_weight_magnitude;
  wire [3:0] column_2_held_level;
  wire columnsLeft_above_2 = columnsLeft > 3'd2;  // src/blocks/afpr/programming/programmer.ts:118:82
  wire isNegative_2 = weights_data[23];  // src/blocks/afpr/programming/programmer.ts:229:27
  wire [7:0] magnitude_2 = isNegative_2 ? 8'd0 - weights_data[23:16] : weights_data[23:16];  // src/blocks/afpr/programming/programmer.ts:230:21
  wire isLarge_2 = magnitude_2 > 8'd15;  // src/blocks/afpr/programming/programmer.ts:231:29
  wire [3:0] lanes_weight_magnitude_2 = isLarge_2 ? 4'd15 : magnitude_2[3:0];  // src/blocks/afpr/programming/programmer.ts:234:38
  wire column_3_held_isUsed;
  wire column_3_held_weight_isNegative;
  wire [3:0] column_3_held_weight_magnitude;
  wire [3:0] column_3_held_level;
  wire columnsLeft_above_3 = columnsLeft > 3'd3;  // src/blocks/afpr/programming/programmer.ts:118:82
  wire isNegative_3 = weights_data[31];  // src/blocks/afpr/programming/programmer.ts:229:27
  wire [7:0] magnitude_3 = isNegative_3 ? 8'd0 - weights_data[31:24] : weights_data[31:24];  // src/blocks/afpr/programming/programmer.ts:230:21
  wire isLarge_3 = magnitude_3 > 8'd15;  // src/blocks/afpr/programming/programmer.ts:231:29
  wire [3:0] lanes_weight_magnitude_3 = isLarge_3 ? 4'd15 : magnitude_3[3:0];  // src/blocks/afpr/programming/programmer.ts:234:38
  wire column_0_held_isUsed;
  wire column_0_held_weight_isNegative;
  wire [3:0] column_0_held_weight_magnitude;
  wire [3:0] column_0_held_level;
  reg isPulsing;  // src/blocks/afpr/programming/programmer.ts:95:25
  reg [2:0] row;  // src/blocks/afpr/programming/programmer.ts:96:19
  reg [7:0] pulsesLeft;  // src/blocks/afpr/programming/programmer.ts:102:26
  // The column that is at column 0's place now.
  reg [1:0] column;  // src/blocks/afpr/programming/programmer.ts:105:22
  wire column_0_isBelow;
  wire column_0_isAbove;
  wire [3:0] column_1_target;
  wire column_1_isBelow;
  wire column_1_isAbove;
  wire [3:0] column_2_target;
  wire column_2_isBelow;
  wire column_2_isAbove;
  wire [3:0] column_3_target;
  wire column_3_isBelow;
  wire column_3_isAbove;
  wire isLastBeat = columnsLeft <= 3'd4;  // src/blocks/afpr/programming/programmer.ts:110:38
  wire [3:0] set = {column_3_isBelow, column_2_isBelow, column_1_isBelow, column_0_isBelow};  // src/blocks/afpr/programming/programmer.ts:134:19
  wire [3:0] clear = {column_3_isAbove, column_2_isAbove, column_1_isAbove, column_0_isAbove};  // src/blocks/afpr/programming/programmer.ts:135:21
  wire differs = |(set | clear);  // src/blocks/afpr/programming/programmer.ts:136:37
  wire isLastColumn = column == 2'd3;  // src/blocks/afpr/programming/programmer.ts:115:35
  wire sideEnds = (state == STATE_JUDGE && !differs) || (rotates && isLastColumn);  // src/blocks/afpr/programming/programmer.ts:141:61
  wire isLastRow = {1'b0, row} + 4'd1 >= rows;  // src/blocks/afpr/programming/programmer.ts:142:62
  wire failures_fire = failures_valid && failures_ready;  // src/blocks/afpr/programming/programmer.ts:218:42
  wire lanes_isBad_0 = columnsLeft_above_0 && isLarge_0;  // src/blocks/afpr/programming/programmer.ts:235:19
  wire lanes_isBad_1 = columnsLeft_above_1 && isLarge_1;  // src/blocks/afpr/programming/programmer.ts:235:19
  wire lanes_isBad_2 = columnsLeft_above_2 && isLarge_2;  // src/blocks/afpr/programming/programmer.ts:235:19
  wire lanes_isBad_3 = columnsLeft_above_3 && isLarge_3;  // src/blocks/afpr/programming/programmer.ts:235:19
  wire differs_and_any_pulsesLeft = differs && (|pulsesLeft);  // src/blocks/afpr/programming/programmer.ts:175:24

  afpr_programmer_column column_0 (  // src/blocks/afpr/programming/programmer.ts:121:9
    .clock                    (clock),
    .reset                    (reset),
    .clear                    (starts),
    .write                    (weights_fire),
    .loaded_isUsed            (columnsLeft_above_0),
    .loaded_weight_isNegative (isNegative_0),
    .loaded_weight_magnitude  (lanes_weight_magnitude_0),
    .isMinus                  (isMinus),
    .sample                   (samples),
    .reading                  (levels[3:0]),
    .rotate                   (rotates),
    .from_isUsed              (column_1_held_isUsed),
    .from_weight_isNegative   (column_1_held_weight_isNegative),
    .from_weight_magnitude    (column_1_held_weight_magnitude),
    .from_level               (column_1_held_level),
    .held_isUsed              (column_0_held_isUsed),
    .held_weight_isNegative   (column_0_held_weight_isNegative),
    .held_weight_magnitude    (column_0_held_weight_magnitude),
    .held_level               (column_0_held_level),
    .target                   (failures_data_target),
    .isBelow                  (column_0_isBelow),
    .isAbove                  (column_0_isAbove)
  );

  afpr_programmer_column column_1 (  // src/blocks/afpr/programming/programmer.ts:121:9
    .clock                    (clock),
    .reset                    (reset),
    .clear                    (starts),
    .write                    (weights_fire),
    .loaded_isUsed            (columnsLeft_above_1),
    .loaded_weight_isNegative (isNegative_1),
    .loaded_weight_magnitude  (lanes_weight_magnitude_1),
    .isMinus                  (isMinus),
    .sample                   (samples),
    .reading                  (levels[7:4]),
    .rotate                   (rotates),
    .from_isUsed              (column_2_held_isUsed),
    .from_weight_isNegative   (column_2_held_weight_isNegative),
    .from_weight_magnitude    (column_2_held_weight_magnitude),
    .from_level               (column_2_held_level),
    .held_isUsed              (column_1_held_isUsed),
    .held_weight_isNegative   (column_1_held_weight_isNegative),
    .held_weight_magnitude    (column_1_held_weight_magnitude),
    .held_level               (column_1_held_level),
    .target                   (column_1_target),
    .isBelow                  (column_1_isBelow),
    .isAbove                  (column_1_isAbove)
  );

  afpr_programmer_column column_2 (  // src/blocks/afpr/programming/programmer.ts:121:9
    .clock                    (clock),
    .reset                    (reset),
    .clear                    (starts),
    .write                    (weights_fire),
    .loaded_isUsed            (columnsLeft_above_2),
    .loaded_weight_isNegative (isNegative_2),
    .loaded_weight_magnitude  (lanes_weight_magnitude_2),
    .isMinus                  (isMinus),
    .sample                   (samples),
    .reading                  (levels[11:8]),
    .rotate                   (rotates),
    .from_isUsed              (column_3_held_isUsed),
    .from_weight_isNegative   (column_3_held_weight_isNegative),
    .from_weight_magnitude    (column_3_held_weight_magnitude),
    .from_level               (column_3_held_level),
    .held_isUsed              (column_2_held_isUsed),
    .held_weight_isNegative   (column_2_held_weight_isNegative),
    .held_weight_magnitude    (column_2_held_weight_magnitude),
    .held_level               (column_2_held_level),
    .target                   (column_2_target),
    .isBelow                  (column_2_isBelow),
    .isAbove                  (column_2_isAbove)
  );

  afpr_programmer_column column_3 (  // src/blocks/afpr/programming/programmer.ts:121:9
    .clock                    (clock),
    .reset                    (reset),
    .clear                    (starts),
    .write                    (weights_fire),
    .loaded_isUsed            (columnsLeft_above_3),
    .loaded_weight_isNegative (isNegative_3),
    .loaded_weight_magnitude  (lanes_weight_magnitude_3),
    .isMinus                  (isMinus),
    .sample                   (samples),
    .reading                  (levels[15:12]),
    .rotate                   (rotates),
    .from_isUsed              (column_0_held_isUsed),
    .from_weight_isNegative   (column_0_held_weight_isNegative),
    .from_weight_magnitude    (column_0_held_weight_magnitude),
    .from_level               (column_0_held_level),
    .held_isUsed              (column_3_held_isUsed),
    .held_weight_isNegative   (column_3_held_weight_isNegative),
    .held_weight_magnitude    (column_3_held_weight_magnitude),
    .held_level               (column_3_held_level),
    .target                   (column_3_target),
    .isBelow                  (column_3_isBelow),
    .isAbove                  (column_3_isAbove)
  );

  assign weights_ready = state == STATE_LOAD;  // src/blocks/afpr/programming/programmer.ts:108:24
  assign failures_valid = isReporting && (column_0_isBelow || column_0_isAbove);  // src/blocks/afpr/programming/programmer.ts:139:25
  assign failures_data_row = row;  // src/blocks/afpr/programming/programmer.ts:140:24
  assign failures_data_column = column;  // src/blocks/afpr/programming/programmer.ts:140:24
  assign failures_data_isMinus = isMinus;  // src/blocks/afpr/programming/programmer.ts:140:24
  assign failures_data_level = column_0_held_level;  // src/blocks/afpr/programming/programmer.ts:140:24

  always @(posedge clock) begin  // src/blocks/afpr/programming/programmer.ts:149:7
    if (reset) begin
      state <= STATE_IDLE;
      isReading <= 1'b0;
      isPulsing <= 1'b0;
      column <= 2'd0;
    end else begin
      case (state)
        STATE_IDLE: if (start) state <= STATE_LOAD;
        STATE_LOAD: begin
          if (weights_fire) begin
            if (isLastBeat) begin
              state <= STATE_READ;
              isReading <= 1'b1;
            end
          end
        end
        STATE_READ: begin
          if (isTimeOver) begin
            state <= STATE_JUDGE;
            isReading <= 1'b0;
          end
        end
        STATE_JUDGE: begin
          if (differs_and_any_pulsesLeft) begin
            state <= STATE_PULSE;
            isPulsing <= 1'b1;
          end else if (differs) begin
            state <= STATE_REPORT;
          end
        end
        STATE_PULSE: begin
          if (isTimeOver) begin
            state <= STATE_SETTLE;
            isPulsing <= 1'b0;
          end
        end
        STATE_SETTLE: begin
          state <= STATE_READ;
          isReading <= 1'b1;
        end
        default: if (rotates) column <= isLastColumn ? 2'd0 : column + 2'd1;  // STATE_REPORT
      endcase
      if (sideEnds) begin
        if (!isMinus) begin
          state <= STATE_READ;
          isReading <= 1'b1;
        end else begin
          state <= isLastRow ? STATE_IDLE : STATE_LOAD;
        end
      end
    end
  end

  always @(posedge clock) begin  // src/blocks/afpr/programming/programmer.ts:149:7
    case (state)
      STATE_IDLE: begin
        row <= 3'd0;
        isMinus <= 1'b0;
        columnsLeft <= columns;
        pulsesLeft <= limit;
      end
      STATE_LOAD: begin
        if (weights_fire) begin
          columnsLeft <= columnsLeft - 3'd4;
          if (isLastBeat) timer <= 1'b1;
        end
      end
      STATE_READ: timer <= timer - 1'b1;
      STATE_JUDGE: begin
        timer <= 1'b1;
        if (differs_and_any_pulsesLeft) pulsesLeft <= pulsesLeft - 8'd1;
      end
      STATE_PULSE: timer <= timer - 1'b1;
      STATE_SETTLE: timer <= 1'b1;
      default: ;
    endcase
    if (sideEnds) begin
      pulsesLeft <= limit;
      isMinus <= !isMinus;
      if (!isMinus) begin
        timer <= 1'b1;
      end else begin
        columnsLeft <= columns;
        row <= row + 3'd1;
      end
    end
  end

  assign access_row = row;  // src/blocks/afpr/programming/programmer.ts:207:17
  assign access_isMinus = isMinus;  // src/blocks/afpr/programming/programmer.ts:207:17
  assign access_read = isReading;  // src/blocks/afpr/programming/programmer.ts:207:17
  assign access_pulse = isPulsing;  // src/blocks/afpr/programming/programmer.ts:207:17
  assign access_set = set;  // src/blocks/afpr/programming/programmer.ts:207:17
  assign access_clear = clear;  // src/blocks/afpr/programming/programmer.ts:207:17
  assign isBusy = state != STATE_IDLE;  // src/blocks/afpr/programming/programmer.ts:215:17
  assign reads = samples;  // src/blocks/afpr/programming/programmer.ts:216:16
  assign pulses = isPulsing && isTimeOver;  // src/blocks/afpr/programming/programmer.ts:217:17
  assign failedCells = failures_fire;  // src/blocks/afpr/programming/programmer.ts:218:22
  assign badWeight = weights_fire && (|{lanes_isBad_0, lanes_isBad_1, lanes_isBad_2, lanes_isBad_3});  // src/blocks/afpr/programming/programmer.ts:219:20

  // Read by nothing in this module; the sink keeps lint quiet about it.
  wire unused_bits = &{1'b0, weights_data[63:32], column_1_target, column_2_target, column_3_target};

endmodule

`default_nettype wire
