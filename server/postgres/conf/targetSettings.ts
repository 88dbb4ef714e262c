/** Settings that say where recovery stops: the server takes one of them only. */
export const targetSettings = [
  'recovery_target',
  'recovery_target_lsn',
  'recovery_target_name',
  'recovery_target_time',
  'recovery_target_xid',
];
