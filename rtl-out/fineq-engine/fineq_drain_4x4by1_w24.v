`default_nettype none

// - `finished`: a boundary has been ordered (command.ts); the last element gets it rows + columns + 1 cycles later.
// - `drained`: the bottom row's drain registers; `shift` for the array.
// - `scalesLoaded`, `group`, `tileDone`: to and from the scale store.
// - `sums`: groups of sums. `isOverflow`: a sum that was sent had left its range (pulse).
//
// A row takes a cycle a group, and two cycles at least, because a shift climbs one row a cycle and the next must not catch
// up with it; rows past M take two cycles without sending.
module fineq_drain_4x4by1_w24 (  // src/blocks/fineq/drain.ts:55:3
  input  wire        clock,
  input  wire        reset,
  input  wire        jobStart,
  input  wire [19:0] job_m,
  input  wire [19:0] job_n,
  input  wire [15:0] job_k,
  input  wire        finished,
  output wire        isFree,
  input  wire [95:0] drained_sums,  // 4 x 24 bits, element 0 lowest
  input  wire [3:0]  drained_overflow,  // 4 x 1 bit, element 0 lowest
  output wire        shift,
  input  wire        scalesLoaded,
  output wire [1:0]  group,
  output wire        tileDone,
  output wire        sums_valid,
  output wire [23:0] sums_data_sums,  // 1 x 24 bits, element 0 lowest
  output wire        sums_data_keep,  // 1 x 1 bit, element 0 lowest
  output wire        sums_data_last,
  input  wire        sums_ready,
  output wire        isOverflow,
  output wire        isIdle
);

  localparam [1:0] STATE_IDLE = 2'd0;
  localparam [1:0] STATE_FALL = 2'd1;
  localparam [1:0] STATE_SEND = 2'd2;

  reg [1:0] state;  // src/blocks/fineq/drain.ts:73:21
  reg [3:0] fall;  // src/blocks/fineq/drain.ts:74:20
  // Counts down while the last shift climbs to the first row.
  reg [2:0] climb;  // src/blocks/fineq/drain.ts:76:21
  reg hasShifted;  // src/blocks/fineq/drain.ts:77:26
  reg [1:0] row;  // src/blocks/fineq/drain.ts:78:19
  reg [1:0] group_1;  // src/blocks/fineq/drain.ts:79:21
  reg [2:0] columnsLeft_0;  // src/blocks/fineq/drain.ts:80:27
  wire tileDone_1;  // src/blocks/fineq/drain.ts:82:24
  reg [19:0] rowsLeft;  // src/blocks/fineq/job.ts:29:20
  reg [19:0] columnsLeft_1;  // src/blocks/fineq/job.ts:30:23
  wire is_rightmost_tile = columnsLeft_1 <= 20'd4;  // src/blocks/fineq/job.ts:31:62
  wire isSending = state == STATE_SEND;  // src/blocks/fineq/drain.ts:86:31
  wire is_row_used = rowsLeft > {18'd0, row};  // src/blocks/fineq/drain.ts:84:60
  wire isLastGroup = columnsLeft_0 <= 3'd1;  // src/blocks/fineq/drain.ts:85:39
  wire must_wait = hasShifted && (!is_row_used || isLastGroup);  // src/blocks/fineq/drain.ts:87:54
  wire is_skipped = isSending && !is_row_used && !must_wait;  // src/blocks/fineq/drain.ts:90:76
  wire moved = sums_valid && sums_ready;  // src/blocks/fineq/drain.ts:89:44
  wire row_done = is_skipped || (moved && isLastGroup);  // src/blocks/fineq/drain.ts:91:51
  wire isTop = row == 2'd0;  // src/blocks/fineq/drain.ts:92:25
  wire shifts = row_done && !isTop;  // src/blocks/fineq/drain.ts:93:30
  wire [23:0] sums = drained_sums[group_1 * 24 +: 24];  // 1 x 24 bits, element 0 lowest; src/blocks/fineq/drain.ts:141:9
  wire keep = columnsLeft_0 > 3'd0;  // src/blocks/fineq/drain.ts:134:75
  wire overflow = drained_overflow[group_1];  // src/blocks/fineq/drain.ts:142:102

  always @(posedge clock) begin  // src/blocks/fineq/job.ts:33:3
    if (jobStart) begin
      rowsLeft <= job_m;
      columnsLeft_1 <= job_n;
    end else if (tileDone_1) begin
      columnsLeft_1 <= is_rightmost_tile ? job_n : columnsLeft_1 - 20'd4;
      if (is_rightmost_tile) rowsLeft <= rowsLeft - 20'd4;
    end
  end

  assign sums_valid = isSending && is_row_used && !must_wait;  // src/blocks/fineq/drain.ts:88:21
  assign tileDone_1 = row_done && isTop;

  always @(posedge clock) begin  // src/blocks/fineq/drain.ts:96:7
    if (reset) begin
      state <= STATE_IDLE;
      group_1 <= 2'd0;
    end else begin
      case (state)
        STATE_IDLE: if (finished) state <= STATE_FALL;
        STATE_FALL: begin
          if (fall == 4'd0) begin
            if (scalesLoaded) begin
              state <= STATE_SEND;
            end
          end
        end
        default: begin  // STATE_SEND
          if (moved) group_1 <= group_1 + 2'd1;
          if (row_done) group_1 <= 2'd0;
          if (tileDone_1) state <= STATE_IDLE;
        end
      endcase
    end
  end

  always @(posedge clock) begin  // src/blocks/fineq/drain.ts:96:7
    case (state)
      STATE_IDLE: fall <= 4'd8;
      STATE_FALL: begin
        row <= 2'd3;
        columnsLeft_0 <= (columnsLeft_1 > 20'd4) ? 3'd4 : columnsLeft_1[2:0];
        if (|fall) fall <= fall - 4'd1;
      end
      default: begin  // STATE_SEND
        if (moved) columnsLeft_0 <= columnsLeft_0 - 3'd1;
        if (row_done) begin
          columnsLeft_0 <= (columnsLeft_1 > 20'd4) ? 3'd4 : columnsLeft_1[2:0];
          row <= row - 2'd1;
        end
      end
    endcase
  end

  always @(posedge clock) begin  // src/blocks/fineq/drain.ts:127:18
    if (reset) begin
      hasShifted <= 1'b0;
    end else begin
      hasShifted <= shifts;
    end
  end

  always @(posedge clock) begin  // src/blocks/fineq/drain.ts:128:7
    if (reset) begin
      climb <= 3'd0;
    end else if (shifts) begin
      climb <= 3'd3;
    end else if (|climb) begin
      climb <= climb - 3'd1;
    end
  end

  assign sums_data_sums = sums;  // src/blocks/fineq/drain.ts:145:20
  assign sums_data_keep = keep;  // src/blocks/fineq/drain.ts:145:20
  assign sums_data_last = isTop && isLastGroup;  // src/blocks/fineq/drain.ts:145:20
  assign isOverflow = moved && overflow && keep;  // src/blocks/fineq/drain.ts:146:21
  assign isFree = state == STATE_IDLE && climb == 3'd0;  // src/blocks/fineq/drain.ts:148:17
  assign shift = shifts;  // src/blocks/fineq/drain.ts:149:16
  assign group = group_1;  // src/blocks/fineq/drain.ts:150:16
  assign tileDone = tileDone_1;  // src/blocks/fineq/drain.ts:151:19
  assign isIdle = state == STATE_IDLE;  // src/blocks/fineq/drain.ts:152:17

  // Read by nothing in this module; the sink keeps lint quiet about it.
  wire unused_bits = &{1'b0, job_k};

endmodule

`default_nettype wire
