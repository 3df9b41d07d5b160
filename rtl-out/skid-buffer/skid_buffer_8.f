skid_buffer_8.v
