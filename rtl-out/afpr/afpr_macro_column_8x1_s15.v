`default_nettype none

// Digital twin of a macro's column: 8 words of 1 differential cells.
module afpr_macro_column_8x1_s15 (  // src/blocks/afpr/macro/macro-column.ts:85:3
  input  wire        clock,
  input  wire        reset,
  input  wire [2:0]  word,
  input  wire        scan_isSumming,
  input  wire        scan_isAdding,
  input  wire [8:0]  scan_drives,  // 1 x 9 bits, element 0 lowest
  input  wire        discharge,
  input  wire [22:0] references_full,
  input  wire [22:0] references_upper,
  input  wire [22:0] references_lower,
  input  wire        isFull,
  input  wire        isUpper,
  input  wire [2:0]  capacitors,
  output wire        comparator,
  output wire        isNegative,
  input  wire        place,
  input  wire [1:0]  mask,
  input  wire        read,
  input  wire        step,
  input  wire        raise,
  input  wire        lower,
  output wire [3:0]  level
);

  reg [13:0] partial;  // src/blocks/afpr/macro/macro-column.ts:125:23
  reg [15:0] charge;  // src/blocks/afpr/macro/macro-column.ts:129:22
  reg [3:0] level_1;  // src/blocks/afpr/macro/macro-column.ts:152:21
  reg [7:0] cells [0:7];  // src/blocks/afpr/macro/macro-column.ts:107:21
  wire [7:0] cells_word = cells[word];  // src/blocks/afpr/macro/macro-column.ts:115:70
  wire [7:0] word_1 = cells_word;  // 2 x 4 bits, element 0 lowest; src/blocks/afpr/macro/macro-column.ts:115:20
  wire [4:0] products_difference = {1'b0, word_1[3:0]} - {1'b0, word_1[7:4]};  // src/blocks/afpr/macro/macro-column.ts:121:12
  wire [13:0] products = $signed({{9{products_difference[4]}}, products_difference})
      * $signed({{5{scan_drives[8]}}, scan_drives});  // src/blocks/afpr/macro/macro-column.ts:122:12
  wire isNegative_1 = charge[15];  // src/blocks/afpr/macro/macro-column.ts:136:33
  wire [14:0] magnitude = isNegative_1 ? -charge[14:0] : charge[14:0];  // src/blocks/afpr/macro/macro-column.ts:137:72
  wire [24:0] chosen = {2'd0, isFull ? references_full : isUpper ? references_upper : references_lower};  // src/blocks/afpr/macro/macro-column.ts:142:9
  wire [24:0] reference = capacitors[2] ? chosen << 2 : capacitors[1] ? chosen << 1 : chosen;  // src/blocks/afpr/macro/macro-column.ts:143:25
  wire [3:0] accessed = word_1[place * 4 +: 4];  // src/blocks/afpr/macro/macro-column.ts:151:31
  wire [3:0] above = (&accessed) ? accessed : accessed + 4'd1;  // src/blocks/afpr/macro/macro-column.ts:159:21
  wire [3:0] below = (|accessed) ? accessed - 4'd1 : accessed;  // src/blocks/afpr/macro/macro-column.ts:160:21
  wire [3:0] moved = raise ? above : lower ? below : accessed;  // src/blocks/afpr/macro/macro-column.ts:161:21
  wire [7:0] cells_bits = {2{moved}};  // src/blocks/afpr/macro/macro-column.ts:165:21

  initial begin
    cells[0] = 8'd0;
    cells[1] = 8'd0;
    cells[2] = 8'd0;
    cells[3] = 8'd0;
    cells[4] = 8'd0;
    cells[5] = 8'd0;
    cells[6] = 8'd0;
    cells[7] = 8'd0;
  end

  always @(posedge clock) begin  // src/blocks/afpr/macro/macro-column.ts:162:13
    if (step) begin
      if (mask[0]) cells[word][3:0] <= cells_bits[3:0];
      if (mask[1]) cells[word][7:4] <= cells_bits[7:4];
    end
  end

  always @(posedge clock) begin  // src/blocks/afpr/macro/macro-column.ts:126:7
    if (scan_isSumming) partial <= products;
  end

  always @(posedge clock) begin  // src/blocks/afpr/macro/macro-column.ts:130:7
    if (reset) begin
      charge <= 16'd0;
    end else if (discharge) begin
      charge <= 16'd0;
    end else if (scan_isAdding) begin
      charge <= charge + {{2{partial[13]}}, partial};
    end
  end

  assign comparator = {9'd0, magnitude, 1'b0} >= reference;  // src/blocks/afpr/macro/macro-column.ts:148:21
  assign isNegative = isNegative_1;  // src/blocks/afpr/macro/macro-column.ts:149:21

  always @(posedge clock) begin  // src/blocks/afpr/macro/macro-column.ts:153:7
    if (read) level_1 <= accessed;
  end

  assign level = level_1;  // src/blocks/afpr/macro/macro-column.ts:156:16

  // Read by nothing in this module; the sink keeps lint quiet about it.
  wire unused_bits = &{1'b0, capacitors[0]};

endmodule

`default_nettype wire
