afpr_adc_column.v
