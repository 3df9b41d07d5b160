`default_nettype none

// Digital twin of a 6 x 3 compute-in-memory macro, 8 rows a lane.
module afpr_macro_6x3 (  // src/blocks/afpr/macro/macro.ts:63:10
  input  wire        clock,
  input  wire        reset,
  input  wire [3:0]  shift,
  input  wire [5:0]  drive_on,  // 6 x 1 bit, element 0 lowest
  input  wire [5:0]  drive_isNegative,  // 6 x 1 bit, element 0 lowest
  input  wire [35:0] drive_level,  // 6 x 6 bits, element 0 lowest
  input  wire [17:0] drive_gain,  // 6 x 3 bits, element 0 lowest
  input  wire        discharge,
  input  wire        integrate,
  input  wire        subtract,
  input  wire [8:0]  capacitors,  // 3 x 3 bits, element 0 lowest
  input  wire [2:0]  reference_isFull,  // 3 x 1 bit, element 0 lowest
  input  wire [2:0]  reference_isUpper,  // 3 x 1 bit, element 0 lowest
  input  wire [4:0]  reference_ramp,
  input  wire [2:0]  access_row,
  input  wire        access_isMinus,
  input  wire        access_read,
  input  wire        access_pulse,
  input  wire [2:0]  access_set,  // 3 x 1 bit, element 0 lowest
  input  wire [2:0]  access_clear,  // 3 x 1 bit, element 0 lowest
  output wire [2:0]  comparator,  // 3 x 1 bit, element 0 lowest
  output wire [2:0]  isNegative,  // 3 x 1 bit, element 0 lowest
  output wire [11:0] levels  // 3 x 4 bits, element 0 lowest
);

  reg scan_isSumming;  // src/blocks/afpr/macro/macro.ts:96:20
  reg [2:0] summedWord;  // src/blocks/afpr/macro/macro.ts:99:26
  wire [2:0] word = scan_isSumming ? summedWord : access_row;  // src/blocks/afpr/macro/macro.ts:118:20
  reg scan_isAdding;  // src/blocks/afpr/macro/macro.ts:96:20
  reg [8:0] scan_drives;  // 1 x 9 bits, element 0 lowest; src/blocks/afpr/macro/macro.ts:96:20
  wire [22:0] full = 23'd128 << shift;  // src/blocks/afpr/macro/macro.ts:121:75
  wire [5:0] half = {reference_ramp, 1'b0} | 6'd1;  // src/blocks/afpr/macro/macro.ts:122:45
  wire [22:0] upper = {16'd0, 1'b1, half} << shift;  // src/blocks/afpr/macro/macro.ts:121:75
  wire [22:0] lower = {17'd0, half} << shift;  // src/blocks/afpr/macro/macro.ts:121:75
  wire [1:0] mask = 2'd1 << access_isMinus;  // src/blocks/afpr/macro/macro.ts:114:48
  reg wasPulsing;  // src/blocks/afpr/macro/macro.ts:115:26
  wire step = access_pulse && !wasPulsing;  // src/blocks/afpr/macro/macro.ts:117:36
  reg wasIntegrating;  // src/blocks/afpr/macro/macro.ts:80:30
  reg wasSubtracting;  // src/blocks/afpr/macro/macro.ts:81:30
  reg isPending;  // src/blocks/afpr/macro/macro.ts:85:25
  reg [2:0] position;  // src/blocks/afpr/macro/macro.ts:86:24
  wire isFirst = integrate && (!wasIntegrating || subtract != wasSubtracting);  // src/blocks/afpr/macro/macro.ts:84:36
  wire isScanning = isFirst || (integrate && isPending);  // src/blocks/afpr/macro/macro.ts:87:34
  wire [2:0] scanned = isFirst ? 3'd0 : position;  // src/blocks/afpr/macro/macro.ts:88:23
  wire [5:0] bits_0 = drive_isNegative;  // src/blocks/afpr/macro/macro.ts:167:24
  wire [7:0] padded_0 = {2'd0, bits_0};  // src/blocks/afpr/macro/macro.ts:168:50
  wire [5:0] bits_1 = drive_on;  // src/blocks/afpr/macro/macro.ts:167:24
  wire [7:0] padded_1 = {2'd0, bits_1};  // src/blocks/afpr/macro/macro.ts:168:50
  wire [17:0] bits_2 = drive_gain;  // src/blocks/afpr/macro/macro.ts:167:24
  wire [23:0] padded_2 = {6'd0, bits_2};  // src/blocks/afpr/macro/macro.ts:168:50
  wire [2:0] gain = padded_2[scanned * 3 +: 3];  // src/blocks/afpr/macro/macro.ts:169:79
  wire [35:0] bits_3 = drive_level;  // src/blocks/afpr/macro/macro.ts:167:24
  wire [47:0] padded_3 = {12'd0, bits_3};  // src/blocks/afpr/macro/macro.ts:168:50
  wire [5:0] level = padded_3[scanned * 6 +: 6];  // src/blocks/afpr/macro/macro.ts:169:79
  wire [8:0] value = {
      1'b0,
      padded_1[scanned] ? (gain[0] ? {2'd0, level} : 8'd0)
          | (gain[1] ? {2'd0, level} << 1 : 8'd0)
          | (gain[2] ? {2'd0, level} << 2 : 8'd0)
          : 8'd0
  };  // src/blocks/afpr/macro/macro.ts:177:80

  afpr_macro_column_8x1_s15 column_0 (  // src/blocks/afpr/macro/macro.ts:128:24
    .clock            (clock),
    .reset            (reset),
    .word             (word),
    .scan_isSumming   (scan_isSumming),
    .scan_isAdding    (scan_isAdding),
    .scan_drives      (scan_drives),
    .discharge        (discharge),
    .references_full  (full),
    .references_upper (upper),
    .references_lower (lower),
    .isFull           (reference_isFull[0]),
    .isUpper          (reference_isUpper[0]),
    .capacitors       (capacitors[2:0]),
    .comparator       (comparator[0]),
    .isNegative       (isNegative[0]),
    .place            (access_isMinus),
    .mask             (mask),
    .read             (access_read),
    .step             (step),
    .raise            (access_set[0]),
    .lower            (access_clear[0]),
    .level            (levels[3:0])
  );

  afpr_macro_column_8x1_s15 column_1 (  // src/blocks/afpr/macro/macro.ts:128:24
    .clock            (clock),
    .reset            (reset),
    .word             (word),
    .scan_isSumming   (scan_isSumming),
    .scan_isAdding    (scan_isAdding),
    .scan_drives      (scan_drives),
    .discharge        (discharge),
    .references_full  (full),
    .references_upper (upper),
    .references_lower (lower),
    .isFull           (reference_isFull[1]),
    .isUpper          (reference_isUpper[1]),
    .capacitors       (capacitors[5:3]),
    .comparator       (comparator[1]),
    .isNegative       (isNegative[1]),
    .place            (access_isMinus),
    .mask             (mask),
    .read             (access_read),
    .step             (step),
    .raise            (access_set[1]),
    .lower            (access_clear[1]),
    .level            (levels[7:4])
  );

  afpr_macro_column_8x1_s15 column_2 (  // src/blocks/afpr/macro/macro.ts:128:24
    .clock            (clock),
    .reset            (reset),
    .word             (word),
    .scan_isSumming   (scan_isSumming),
    .scan_isAdding    (scan_isAdding),
    .scan_drives      (scan_drives),
    .discharge        (discharge),
    .references_full  (full),
    .references_upper (upper),
    .references_lower (lower),
    .isFull           (reference_isFull[2]),
    .isUpper          (reference_isUpper[2]),
    .capacitors       (capacitors[8:6]),
    .comparator       (comparator[2]),
    .isNegative       (isNegative[2]),
    .place            (access_isMinus),
    .mask             (mask),
    .read             (access_read),
    .step             (step),
    .raise            (access_set[2]),
    .lower            (access_clear[2]),
    .level            (levels[11:8])
  );

  always @(posedge clock) begin  // src/blocks/afpr/macro/macro.ts:82:22
    if (reset) begin
      wasIntegrating <= 1'b0;
      wasSubtracting <= 1'b0;
    end else begin
      wasIntegrating <= integrate;
      wasSubtracting <= subtract;
    end
  end

  always @(posedge clock) begin  // src/blocks/afpr/macro/macro.ts:89:7
    if (reset) begin
      isPending <= 1'b0;
      position <= 3'd0;
    end else if (isScanning) begin
      isPending <= scanned != 3'd7;
      position <= scanned + 3'd1;
    end else begin
      isPending <= 1'b0;
    end
  end

  always @(posedge clock) begin  // src/blocks/afpr/macro/macro.ts:100:22
    if (reset) begin
      scan_isSumming <= 1'b0;
      scan_isAdding <= 1'b0;
    end else begin
      scan_isSumming <= isScanning;
      scan_isAdding <= scan_isSumming;
    end
  end

  always @(posedge clock) begin  // src/blocks/afpr/macro/macro.ts:102:7
    if (reset) begin
      scan_drives <= 9'd0;
    end else if (isScanning) begin
      scan_drives <= (padded_0[scanned] ^ subtract) ? -value : value;
    end
  end

  always @(posedge clock) begin  // src/blocks/afpr/macro/macro.ts:102:7
    if (isScanning) summedWord <= scanned;
  end

  always @(posedge clock) begin  // src/blocks/afpr/macro/macro.ts:116:18
    if (reset) begin
      wasPulsing <= 1'b0;
    end else begin
      wasPulsing <= access_pulse;
    end
  end

endmodule

`default_nettype wire
