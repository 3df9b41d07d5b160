`default_nettype none

// Cuts up to 16 layers into passes of 4 x 4 outputs and asks the memories for them.
module lieq_walker_4x4_16 (  // src/blocks/lieq/walker.ts:65:10
  input  wire        clock,
  input  wire        reset,
  input  wire        start,
  input  wire [4:0]  count,
  output wire [3:0]  index,
  input  wire [2:0]  entry_format,
  input  wire [19:0] entry_m,
  input  wire [19:0] entry_n,
  input  wire [15:0] entry_k,
  input  wire [31:0] entry_weightsBase,
  input  wire [31:0] entry_weightsBytes,
  input  wire [31:0] entry_scalesBase,
  input  wire [31:0] entry_scalesBytes,
  input  wire [31:0] entry_activationsBase,
  input  wire [31:0] entry_resultsBase,
  input  wire [31:0] entry_resultsBytes,
  output wire        dispatch_valid,
  output wire [2:0]  dispatch_data_format,
  output wire [15:0] dispatch_data_length,
  output wire [2:0]  dispatch_data_rowsUsed,
  output wire [2:0]  dispatch_data_columnsUsed,
  output wire        dispatch_data_isFirst,
  output wire        dispatch_data_isLast,
  output wire        dispatch_data_endsLayer,
  input  wire        dispatch_ready,
  output wire        scaling_valid,
  output wire [2:0]  scaling_data_format,
  output wire [15:0] scaling_data_length,
  output wire [2:0]  scaling_data_rowsUsed,
  output wire [2:0]  scaling_data_columnsUsed,
  output wire        scaling_data_isFirst,
  output wire        scaling_data_isLast,
  output wire        scaling_data_endsLayer,
  input  wire        scaling_ready,
  output wire        stepping_valid,
  output wire [2:0]  stepping_data_format,
  output wire [15:0] stepping_data_length,
  output wire [2:0]  stepping_data_rowsUsed,
  output wire [2:0]  stepping_data_columnsUsed,
  output wire        stepping_data_isFirst,
  output wire        stepping_data_isLast,
  output wire        stepping_data_endsLayer,
  input  wire        stepping_ready,
  output wire        draining_valid,
  output wire [2:0]  draining_data_format,
  output wire [15:0] draining_data_length,
  output wire [2:0]  draining_data_rowsUsed,
  output wire [2:0]  draining_data_columnsUsed,
  output wire        draining_data_isFirst,
  output wire        draining_data_isLast,
  output wire        draining_data_endsLayer,
  input  wire        draining_ready,
  output wire        weights_valid,
  output wire [31:0] weights_data_address,
  output wire [31:0] weights_data_bytes,
  input  wire        weights_ready,
  output wire        scales_valid,
  output wire [31:0] scales_data_address,
  output wire [31:0] scales_data_bytes,
  input  wire        scales_ready,
  output wire        activations_valid,
  output wire [31:0] activations_data_address,
  output wire [31:0] activations_data_bytes,
  input  wire        activations_ready,
  output wire        results_valid,
  output wire [31:0] results_data_address,
  output wire [31:0] results_data_bytes,
  input  wire        results_ready,
  output wire        isBad,
  output wire        isIdle
);

  localparam [1:0] STATE_IDLE = 2'd0;
  localparam [1:0] STATE_FETCH = 2'd1;
  localparam [1:0] STATE_LOAD = 2'd2;
  localparam [1:0] STATE_WALK = 2'd3;

  reg [2:0] layer_format;  // src/blocks/lieq/walker.ts:88:21
  wire isUniform = |layer_format;  // src/blocks/lieq/walker.ts:105:38
  reg [15:0] depthLeft;  // src/blocks/lieq/walker.ts:91:25
  wire isLast = !isUniform || depthLeft <= 16'd128;  // src/blocks/lieq/walker.ts:106:38
  wire [15:0] length = isLast ? depthLeft : 16'd128;  // src/blocks/lieq/walker.ts:107:22
  reg [19:0] rowsLeft;  // src/blocks/lieq/walker.ts:89:24
  wire [2:0] description_rowsUsed = (rowsLeft > 20'd4) ? 3'd4 : rowsLeft[2:0];  // src/blocks/fineq/job.ts:49:10
  reg [19:0] columnsLeft;  // src/blocks/lieq/walker.ts:90:27
  wire [2:0] description_columnsUsed = (columnsLeft > 20'd4) ? 3'd4 : columnsLeft[2:0];  // src/blocks/fineq/job.ts:49:10
  // This tile's first group, this row of tiles' first pass, this layer's first pass.
  reg isFirst;  // src/blocks/lieq/walker.ts:93:23
  wire isRightmost = columnsLeft <= 20'd4;  // src/blocks/lieq/walker.ts:108:39
  wire isLowest = rowsLeft <= 20'd4;  // src/blocks/lieq/walker.ts:109:33
  wire endsLayer = isLast && isRightmost && isLowest;  // src/blocks/lieq/walker.ts:110:49
  reg [31:0] address;  // src/blocks/lieq/walker.ts:98:23
  wire [31:0] bytes = {13'd0, {3'd0, length} * 19'd4};  // src/blocks/lieq/walker.ts:111:68
  reg [31:0] layer_weightsBase;  // src/blocks/lieq/walker.ts:88:21
  reg [31:0] layer_weightsBytes;  // src/blocks/lieq/walker.ts:88:21
  reg [31:0] layer_scalesBase;  // src/blocks/lieq/walker.ts:88:21
  reg [31:0] layer_scalesBytes;  // src/blocks/lieq/walker.ts:88:21
  reg [31:0] layer_resultsBase;  // src/blocks/lieq/walker.ts:88:21
  reg [31:0] layer_resultsBytes;  // src/blocks/lieq/walker.ts:88:21
  reg [1:0] state;  // src/blocks/lieq/walker.ts:85:21
  wire isWalking = state == STATE_WALK;  // src/blocks/lieq/walker.ts:123:31
  wire passes_0_enq_ready;
  wire passes_1_enq_ready;
  wire passes_2_enq_ready;
  wire passes_3_enq_ready;
  wire activations_asked_enq_ready;
  wire weights_asked_enq_ready;
  wire scales_asked_enq_ready;
  wire results_asked_enq_ready;
  wire passes_0_enq_valid_mask = isWalking
      && passes_0_enq_ready
      && passes_1_enq_ready
      && passes_2_enq_ready
      && passes_3_enq_ready
      && activations_asked_enq_ready
      && weights_asked_enq_ready
      && scales_asked_enq_ready
      && results_asked_enq_ready;  // src/blocks/lieq/walker.ts:165:62
  reg opensRow;  // src/blocks/lieq/walker.ts:94:24
  reg opensLayer;  // src/blocks/lieq/walker.ts:95:26
  reg [4:0] layersLeft;  // src/blocks/lieq/walker.ts:86:26
  reg [3:0] index_1;  // src/blocks/lieq/walker.ts:87:21
  reg [19:0] layer_m;  // src/blocks/lieq/walker.ts:88:21
  reg [19:0] layer_n;  // src/blocks/lieq/walker.ts:88:21
  reg [15:0] layer_k;  // src/blocks/lieq/walker.ts:88:21
  reg [31:0] layer_activationsBase;  // src/blocks/lieq/walker.ts:88:21
  // Where this row of tiles' activations begin, and those of this pass.
  reg [31:0] rowAddress;  // src/blocks/lieq/walker.ts:97:26
  wire [3:0] passes_0_count;
  wire [3:0] passes_1_count;
  wire [3:0] passes_2_count;
  wire [3:0] passes_3_count;
  wire [2:0] activations_asked_count;
  wire [2:0] weights_asked_count;
  wire [2:0] scales_asked_count;
  wire [2:0] results_asked_count;
  wire isKnown = entry_format < 3'd5;  // src/blocks/lieq/walker.ts:101:36
  wire isWhole = (|entry_m) && (|entry_n) && (|entry_k);  // src/blocks/lieq/walker.ts:102:56
  wire isSound = isKnown && isWhole;  // src/blocks/lieq/walker.ts:103:31
  wire [31:0] nextAddress = address + bytes;  // src/blocks/lieq/walker.ts:112:35
  wire units_isEmpty_0 = passes_0_count == 4'd0;  // src/blocks/lieq/walker.ts:236:94
  wire units_isEmpty_1 = passes_1_count == 4'd0;  // src/blocks/lieq/walker.ts:236:94
  wire units_isEmpty_2 = passes_2_count == 4'd0;  // src/blocks/lieq/walker.ts:236:94
  wire units_isEmpty_3 = passes_3_count == 4'd0;  // src/blocks/lieq/walker.ts:236:94
  wire movers_0_isEmpty = activations_asked_count == 3'd0;  // src/blocks/lieq/walker.ts:236:94
  wire movers_1_isEmpty = weights_asked_count == 3'd0;  // src/blocks/lieq/walker.ts:236:94
  wire movers_2_isEmpty = scales_asked_count == 3'd0;  // src/blocks/lieq/walker.ts:236:94
  wire movers_3_isEmpty = results_asked_count == 3'd0;  // src/blocks/lieq/walker.ts:236:94

  fifo_format3_length16_rowsUsed3_columnsUsed3_isFirst1_isLast1_endsLayer1x8 passes_0 (  // src/blocks/lieq/walker.ts:233:17
    .clock                (clock),
    .reset                (reset),
    .enq_valid            (passes_0_enq_valid_mask),
    .enq_data_format      (layer_format),
    .enq_data_length      (length),
    .enq_data_rowsUsed    (description_rowsUsed),
    .enq_data_columnsUsed (description_columnsUsed),
    .enq_data_isFirst     (isFirst),
    .enq_data_isLast      (isLast),
    .enq_data_endsLayer   (endsLayer),
    .enq_ready            (passes_0_enq_ready),
    .deq_valid            (dispatch_valid),
    .deq_data_format      (dispatch_data_format),
    .deq_data_length      (dispatch_data_length),
    .deq_data_rowsUsed    (dispatch_data_rowsUsed),
    .deq_data_columnsUsed (dispatch_data_columnsUsed),
    .deq_data_isFirst     (dispatch_data_isFirst),
    .deq_data_isLast      (dispatch_data_isLast),
    .deq_data_endsLayer   (dispatch_data_endsLayer),
    .deq_ready            (dispatch_ready),
    .count                (passes_0_count)
  );

  fifo_format3_length16_rowsUsed3_columnsUsed3_isFirst1_isLast1_endsLayer1x8 passes_1 (  // src/blocks/lieq/walker.ts:233:17
    .clock                (clock),
    .reset                (reset),
    .enq_valid            (passes_0_enq_valid_mask),
    .enq_data_format      (layer_format),
    .enq_data_length      (length),
    .enq_data_rowsUsed    (description_rowsUsed),
    .enq_data_columnsUsed (description_columnsUsed),
    .enq_data_isFirst     (isFirst),
    .enq_data_isLast      (isLast),
    .enq_data_endsLayer   (endsLayer),
    .enq_ready            (passes_1_enq_ready),
    .deq_valid            (scaling_valid),
    .deq_data_format      (scaling_data_format),
    .deq_data_length      (scaling_data_length),
    .deq_data_rowsUsed    (scaling_data_rowsUsed),
    .deq_data_columnsUsed (scaling_data_columnsUsed),
    .deq_data_isFirst     (scaling_data_isFirst),
    .deq_data_isLast      (scaling_data_isLast),
    .deq_data_endsLayer   (scaling_data_endsLayer),
    .deq_ready            (scaling_ready),
    .count                (passes_1_count)
  );

  fifo_format3_length16_rowsUsed3_columnsUsed3_isFirst1_isLast1_endsLayer1x8 passes_2 (  // src/blocks/lieq/walker.ts:233:17
    .clock                (clock),
    .reset                (reset),
    .enq_valid            (passes_0_enq_valid_mask),
    .enq_data_format      (layer_format),
    .enq_data_length      (length),
    .enq_data_rowsUsed    (description_rowsUsed),
    .enq_data_columnsUsed (description_columnsUsed),
    .enq_data_isFirst     (isFirst),
    .enq_data_isLast      (isLast),
    .enq_data_endsLayer   (endsLayer),
    .enq_ready            (passes_2_enq_ready),
    .deq_valid            (stepping_valid),
    .deq_data_format      (stepping_data_format),
    .deq_data_length      (stepping_data_length),
    .deq_data_rowsUsed    (stepping_data_rowsUsed),
    .deq_data_columnsUsed (stepping_data_columnsUsed),
    .deq_data_isFirst     (stepping_data_isFirst),
    .deq_data_isLast      (stepping_data_isLast),
    .deq_data_endsLayer   (stepping_data_endsLayer),
    .deq_ready            (stepping_ready),
    .count                (passes_2_count)
  );

  fifo_format3_length16_rowsUsed3_columnsUsed3_isFirst1_isLast1_endsLayer1x8 passes_3 (  // src/blocks/lieq/walker.ts:233:17
    .clock                (clock),
    .reset                (reset),
    .enq_valid            (passes_0_enq_valid_mask),
    .enq_data_format      (layer_format),
    .enq_data_length      (length),
    .enq_data_rowsUsed    (description_rowsUsed),
    .enq_data_columnsUsed (description_columnsUsed),
    .enq_data_isFirst     (isFirst),
    .enq_data_isLast      (isLast),
    .enq_data_endsLayer   (endsLayer),
    .enq_ready            (passes_3_enq_ready),
    .deq_valid            (draining_valid),
    .deq_data_format      (draining_data_format),
    .deq_data_length      (draining_data_length),
    .deq_data_rowsUsed    (draining_data_rowsUsed),
    .deq_data_columnsUsed (draining_data_columnsUsed),
    .deq_data_isFirst     (draining_data_isFirst),
    .deq_data_isLast      (draining_data_isLast),
    .deq_data_endsLayer   (draining_data_endsLayer),
    .deq_ready            (draining_ready),
    .count                (passes_3_count)
  );

  fifo_address32_bytes32x4 activations_asked (  // src/blocks/lieq/walker.ts:233:17
    .clock            (clock),
    .reset            (reset),
    .enq_valid        (passes_0_enq_valid_mask && 1'b1),
    .enq_data_address (address),
    .enq_data_bytes   (bytes),
    .enq_ready        (activations_asked_enq_ready),
    .deq_valid        (activations_valid),
    .deq_data_address (activations_data_address),
    .deq_data_bytes   (activations_data_bytes),
    .deq_ready        (activations_ready),
    .count            (activations_asked_count)
  );

  fifo_address32_bytes32x4 weights_asked (  // src/blocks/lieq/walker.ts:233:17
    .clock            (clock),
    .reset            (reset),
    .enq_valid        (passes_0_enq_valid_mask && opensRow),
    .enq_data_address (layer_weightsBase),
    .enq_data_bytes   (layer_weightsBytes),
    .enq_ready        (weights_asked_enq_ready),
    .deq_valid        (weights_valid),
    .deq_data_address (weights_data_address),
    .deq_data_bytes   (weights_data_bytes),
    .deq_ready        (weights_ready),
    .count            (weights_asked_count)
  );

  fifo_address32_bytes32x4 scales_asked (  // src/blocks/lieq/walker.ts:233:17
    .clock            (clock),
    .reset            (reset),
    .enq_valid        (passes_0_enq_valid_mask && opensRow),
    .enq_data_address (layer_scalesBase),
    .enq_data_bytes   (layer_scalesBytes),
    .enq_ready        (scales_asked_enq_ready),
    .deq_valid        (scales_valid),
    .deq_data_address (scales_data_address),
    .deq_data_bytes   (scales_data_bytes),
    .deq_ready        (scales_ready),
    .count            (scales_asked_count)
  );

  fifo_address32_bytes32x4 results_asked (  // src/blocks/lieq/walker.ts:233:17
    .clock            (clock),
    .reset            (reset),
    .enq_valid        (passes_0_enq_valid_mask && opensLayer),
    .enq_data_address (layer_resultsBase),
    .enq_data_bytes   (layer_resultsBytes),
    .enq_ready        (results_asked_enq_ready),
    .deq_valid        (results_valid),
    .deq_data_address (results_data_address),
    .deq_data_bytes   (results_data_bytes),
    .deq_ready        (results_ready),
    .count            (results_asked_count)
  );

  always @(posedge clock) begin  // src/blocks/lieq/walker.ts:169:7
    if (reset) begin
      state <= STATE_IDLE;
      layersLeft <= 5'd0;
      index_1 <= 4'd0;
    end else begin
      case (state)
        STATE_IDLE: begin
          if (start) begin
            state <= STATE_FETCH;
            layersLeft <= count;
            index_1 <= 4'd0;
          end
        end
        STATE_FETCH: state <= STATE_LOAD;
        STATE_LOAD: begin
          index_1 <= index_1 + 4'd1;
          layersLeft <= layersLeft - 5'd1;
          state <= isSound ? STATE_WALK : STATE_IDLE;
        end
        STATE_WALK: begin
          if (passes_0_enq_valid_mask) begin
            if (endsLayer) state <= (|layersLeft) ? STATE_LOAD : STATE_IDLE;
          end
        end
      endcase
    end
  end

  always @(posedge clock) begin  // src/blocks/lieq/walker.ts:169:7
    case (state)
      STATE_LOAD: begin
        layer_format <= entry_format;
        layer_m <= entry_m;
        layer_n <= entry_n;
        layer_k <= entry_k;
        layer_weightsBase <= entry_weightsBase;
        layer_weightsBytes <= entry_weightsBytes;
        layer_scalesBase <= entry_scalesBase;
        layer_scalesBytes <= entry_scalesBytes;
        layer_activationsBase <= entry_activationsBase;
        layer_resultsBase <= entry_resultsBase;
        layer_resultsBytes <= entry_resultsBytes;
        rowsLeft <= entry_m;
        columnsLeft <= entry_n;
        depthLeft <= entry_k;
        isFirst <= 1'b1;
        opensRow <= 1'b1;
        opensLayer <= 1'b1;
        rowAddress <= entry_activationsBase;
        address <= entry_activationsBase;
      end
      STATE_WALK: begin
        if (passes_0_enq_valid_mask) begin
          isFirst <= isLast;
          opensLayer <= 1'b0;
          opensRow <= isLast && isRightmost;
          depthLeft <= isLast ? layer_k : depthLeft - 16'd128;
          address <= (isLast && !isRightmost) ? rowAddress : nextAddress;
          if (isLast) begin
            columnsLeft <= isRightmost ? layer_n : columnsLeft - 20'd4;
            if (isRightmost) begin
              rowsLeft <= rowsLeft - 20'd4;
              rowAddress <= nextAddress;
            end
          end
        end
      end
      default: ;
    endcase
  end

  assign index = index_1;  // src/blocks/lieq/walker.ts:215:16
  assign isBad = state == STATE_LOAD && !isSound;  // src/blocks/lieq/walker.ts:216:16
  assign isIdle = state == STATE_IDLE
      && units_isEmpty_0
      && units_isEmpty_1
      && units_isEmpty_2
      && units_isEmpty_3
      && movers_0_isEmpty
      && movers_1_isEmpty
      && movers_2_isEmpty
      && movers_3_isEmpty;  // src/blocks/lieq/walker.ts:217:17

  // Read by nothing in this module; the sink keeps lint quiet about it.
  wire unused_bits = &{1'b0, layer_m, layer_activationsBase};

endmodule

`default_nettype wire
