`default_nettype none

// - `finished`: a boundary has been ordered (command.ts); the last element gets it rows + columns + 1 cycles later.
// - `drained`: the bottom row's drain registers; `shift` for the array.
// - `scalesLoaded`, `group`, `tileDone`: to and from the scale store.
// - `sums`: groups of sums. `isOverflow`: a sum that was sent had left its range (pulse).
//
// A row takes a cycle a group, and two cycles at least, because a shift climbs one row a cycle and the next must not catch
// up with it; rows past M take two cycles without sending.
module fineq_drain_2x2by1_w20 (  // src/blocks/fineq/drain.ts:53:3
  input  wire        clock,
  input  wire        reset,
  input  wire        jobStart,
  input  wire [19:0] job_m,
  input  wire [19:0] job_n,
  input  wire [15:0] job_k,
  input  wire        finished,
  output wire        isFree,
  input  wire [39:0] drained_sums,  // 2 x 20 bits, element 0 lowest
  input  wire [1:0]  drained_overflow,  // 2 x 1 bit, element 0 lowest
  output wire        shift,
  input  wire        scalesLoaded,
  output wire        group,
  output wire        tileDone,
  output wire        sums_valid,
  output wire [19:0] sums_data_sums,  // 1 x 20 bits, element 0 lowest
  output wire        sums_data_keep,  // 1 x 1 bit, element 0 lowest
  output wire        sums_data_last,
  input  wire        sums_ready,
  output wire        isOverflow
);

  localparam [1:0] STATE_IDLE = 2'd0;
  localparam [1:0] STATE_FALL = 2'd1;
  localparam [1:0] STATE_SEND = 2'd2;

  reg [1:0] state;  // src/blocks/fineq/drain.ts:70:21
  reg [2:0] fall;  // src/blocks/fineq/drain.ts:71:20
  // Counts down while the last shift climbs to the first row.
  reg [1:0] climb;  // src/blocks/fineq/drain.ts:73:21
  reg hasShifted;  // src/blocks/fineq/drain.ts:74:26
  reg row;  // src/blocks/fineq/drain.ts:75:19
  reg groupIndex;  // src/blocks/fineq/drain.ts:76:26
  reg [1:0] columnsLeft;  // src/blocks/fineq/drain.ts:77:27
  wire endsTile;  // src/blocks/fineq/drain.ts:79:24
  reg [19:0] jobRowsLeft;  // src/blocks/fineq/job.ts:30:23
  reg [19:0] jobColumnsLeft;  // src/blocks/fineq/job.ts:31:26
  wire isRightmost = jobColumnsLeft <= 20'd2;  // src/blocks/fineq/job.ts:32:38
  wire isSending = state == STATE_SEND;  // src/blocks/fineq/drain.ts:83:31
  wire isRowUsed = jobRowsLeft > {19'd0, row};  // src/blocks/fineq/drain.ts:81:39
  wire isLastGroup = columnsLeft <= 2'd1;  // src/blocks/fineq/drain.ts:82:39
  wire mustWait = hasShifted && (!isRowUsed || isLastGroup);  // src/blocks/fineq/drain.ts:84:35
  wire isSkipped = isSending && !isRowUsed && !mustWait;  // src/blocks/fineq/drain.ts:87:56
  wire sums_fire = sums_valid && sums_ready;  // src/blocks/fineq/drain.ts:86:29
  wire rowDone = isSkipped || (sums_fire && isLastGroup);  // src/blocks/fineq/drain.ts:88:33
  wire isTop = !row;  // src/blocks/fineq/drain.ts:89:25
  wire shifts = rowDone && !isTop;  // src/blocks/fineq/drain.ts:90:30
  wire [19:0] sums = drained_sums[groupIndex * 20 +: 20];  // 1 x 20 bits, element 0 lowest; src/blocks/fineq/drain.ts:138:9
  wire keep = columnsLeft > 2'd0;  // src/blocks/fineq/drain.ts:131:75
  wire overflow = drained_overflow[groupIndex];  // src/blocks/fineq/drain.ts:139:102

  always @(posedge clock) begin  // src/blocks/fineq/job.ts:34:3
    if (jobStart) begin
      jobRowsLeft <= job_m;
      jobColumnsLeft <= job_n;
    end else if (endsTile) begin
      jobColumnsLeft <= isRightmost ? job_n : jobColumnsLeft - 20'd2;
      if (isRightmost) jobRowsLeft <= jobRowsLeft - 20'd2;
    end
  end

  assign sums_valid = isSending && isRowUsed && !mustWait;  // src/blocks/fineq/drain.ts:85:21
  assign endsTile = rowDone && isTop;

  always @(posedge clock) begin  // src/blocks/fineq/drain.ts:93:7
    if (reset) begin
      state <= STATE_IDLE;
      groupIndex <= 1'b0;
    end else begin
      case (state)
        STATE_IDLE: if (finished) state <= STATE_FALL;
        STATE_FALL: begin
          if (fall == 3'd0) begin
            if (scalesLoaded) begin
              state <= STATE_SEND;
            end
          end
        end
        default: begin  // STATE_SEND
          if (sums_fire) groupIndex <= groupIndex + 1'b1;
          if (rowDone) groupIndex <= 1'b0;
          if (endsTile) state <= STATE_IDLE;
        end
      endcase
    end
  end

  always @(posedge clock) begin  // src/blocks/fineq/drain.ts:93:7
    case (state)
      STATE_IDLE: fall <= 3'd4;
      STATE_FALL: begin
        row <= 1'b1;
        columnsLeft <= (jobColumnsLeft > 20'd2) ? 2'd2 : jobColumnsLeft[1:0];
        if (|fall) fall <= fall - 3'd1;
      end
      default: begin  // STATE_SEND
        if (sums_fire) columnsLeft <= columnsLeft - 2'd1;
        if (rowDone) begin
          columnsLeft <= (jobColumnsLeft > 20'd2) ? 2'd2 : jobColumnsLeft[1:0];
          row <= row - 1'b1;
        end
      end
    endcase
  end

  always @(posedge clock) begin  // src/blocks/fineq/drain.ts:124:18
    if (reset) begin
      hasShifted <= 1'b0;
    end else begin
      hasShifted <= shifts;
    end
  end

  always @(posedge clock) begin  // src/blocks/fineq/drain.ts:125:7
    if (reset) begin
      climb <= 2'd0;
    end else if (shifts) begin
      climb <= 2'd1;
    end else if (|climb) begin
      climb <= climb - 2'd1;
    end
  end

  assign sums_data_sums = sums;  // src/blocks/fineq/drain.ts:142:20
  assign sums_data_keep = keep;  // src/blocks/fineq/drain.ts:142:20
  assign sums_data_last = isTop && isLastGroup;  // src/blocks/fineq/drain.ts:142:20
  assign isOverflow = sums_fire && overflow && keep;  // src/blocks/fineq/drain.ts:143:21
  assign isFree = state == STATE_IDLE && climb == 2'd0;  // src/blocks/fineq/drain.ts:145:17
  assign shift = shifts;  // src/blocks/fineq/drain.ts:146:16
  assign group = groupIndex;  // src/blocks/fineq/drain.ts:147:16
  assign tileDone = endsTile;  // src/blocks/fineq/drain.ts:148:19

  // Read by nothing in this module; the sink keeps lint quiet about it.
  wire unused_bits = &{1'b0, job_k};

endmodule

`default_nettype wire
