arbiter_4x8.v
