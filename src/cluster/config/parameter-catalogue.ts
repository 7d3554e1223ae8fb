/** The major versions that the catalogue knows. */
export const CATALOGUE_MAJORS = { first: 10, last: 18 } as const;

/**
 * The parameters of PostgreSQL and of its contrib modules: name, major versions, type, context, then unit, minimum and maximum of
 * numbers or the values of an enum. Recorded from real servers by scripts/record-parameters.js, which says how; do not edit.
 */
export const PARAMETER_CATALOGUE = `
allow_alter_system 17- bool sighup
allow_in_place_tablespaces - bool superuser
allow_system_table_mods -12 bool postmaster
allow_system_table_mods 13- bool superuser
application_name - string user
archive_cleanup_command 12- string sighup
archive_command - string sighup
archive_library 15- string sighup
archive_mode - enum postmaster always,on,off
archive_timeout - integer sighup s 0 1073741823
array_nulls - bool user
auth_delay.milliseconds - integer sighup ms 0 2147483
authentication_timeout - integer sighup s 1 600
auto_explain.log_analyze - bool superuser
auto_explain.log_buffers - bool superuser
auto_explain.log_format - enum superuser text,xml,json,yaml
auto_explain.log_level 12- enum superuser debug5,debug4,debug3,debug2,debug1,info,notice,warning,log
auto_explain.log_min_duration - integer superuser ms -1 2147483647
auto_explain.log_nested_statements - bool superuser
auto_explain.log_parameter_max_length 16- integer superuser B -1 2147483647
auto_explain.log_settings 12- bool superuser
auto_explain.log_timing - bool superuser
auto_explain.log_triggers - bool superuser
auto_explain.log_verbose - bool superuser
auto_explain.log_wal 13- bool superuser
auto_explain.sample_rate - real superuser - 0 1
autovacuum - bool sighup
autovacuum_analyze_scale_factor - real sighup - 0 100
autovacuum_analyze_threshold - integer sighup - 0 2147483647
autovacuum_freeze_max_age - integer postmaster - 100000 2000000000
autovacuum_max_workers -17 integer postmaster - 1 262143
autovacuum_max_workers 18- integer sighup - 1 262143
autovacuum_multixact_freeze_max_age - integer postmaster - 10000 2000000000
autovacuum_naptime - integer sighup s 1 2147483
autovacuum_vacuum_cost_delay -11 integer sighup ms -1 100
autovacuum_vacuum_cost_delay 12- real sighup ms -1 100
autovacuum_vacuum_cost_limit - integer sighup - -1 10000
autovacuum_vacuum_insert_scale_factor 13- real sighup - 0 100
autovacuum_vacuum_insert_threshold 13- integer sighup - -1 2147483647
autovacuum_vacuum_max_threshold 18- integer sighup - -1 2147483647
autovacuum_vacuum_scale_factor - real sighup - 0 100
autovacuum_vacuum_threshold - integer sighup - 0 2147483647
autovacuum_work_mem - integer sighup kB -1 2147483647
autovacuum_worker_slots 18- integer postmaster - 1 262143
backend_flush_after - integer user 8kB 0 256
backslash_quote - enum user safe_encoding,on,off
backtrace_functions 13- string superuser
basebackup_to_shell.command 15- string sighup
basebackup_to_shell.required_role 15- string sighup
basic_archive.archive_directory 15- string sighup
bgwriter_delay - integer sighup ms 10 10000
bgwriter_flush_after - integer sighup 8kB 0 256
bgwriter_lru_maxpages - integer sighup - 0 1073741823
bgwriter_lru_multiplier - real sighup - 0 10
block_size - integer internal - 8192 8192
bonjour - bool postmaster
bonjour_name - string postmaster
bytea_output - enum user escape,hex
check_function_bodies - bool user
checkpoint_completion_target - real sighup - 0 1
checkpoint_flush_after - integer sighup 8kB 0 256
checkpoint_timeout - integer sighup s 30 86400
checkpoint_warning - integer sighup s 0 2147483647
client_connection_check_interval 14- integer user ms 0 2147483647
client_encoding - string user
client_min_messages - enum user debug5,debug4,debug3,debug2,debug1,log,notice,warning,error
cluster_name - string postmaster
commit_delay - integer superuser - 0 100000
commit_siblings - integer user - 0 1000
commit_timestamp_buffers 17- integer postmaster 8kB 0 131072
compute_query_id 14- enum superuser auto,regress,on,off
config_file - string postmaster
constraint_exclusion - enum user partition,on,off
cpu_index_tuple_cost - real user - 0 1.79769e+308
cpu_operator_cost - real user - 0 1.79769e+308
cpu_tuple_cost - real user - 0 1.79769e+308
createrole_self_grant 16- string user
cursor_tuple_fraction - real user - 0 1
data_checksums - bool internal
data_directory - string postmaster
data_directory_mode 11- integer internal - 0 511
data_sync_retry - bool postmaster
DateStyle - string user
db_user_namespace -16 bool sighup
deadlock_timeout - integer superuser ms 1 2147483647
debug_assertions - bool internal
debug_discard_caches 14- integer superuser - 0 0
debug_io_direct 16- string postmaster
debug_logical_replication_streaming 16- enum user buffered,immediate
debug_parallel_query 16- enum user off,on,regress
debug_pretty_print - bool user
debug_print_parse - bool user
debug_print_plan - bool user
debug_print_rewritten - bool user
default_statistics_target - integer user - 1 10000
default_table_access_method 12- string user
default_tablespace - string user
default_text_search_config - string user
default_toast_compression 14- enum user pglz,lz4
default_transaction_deferrable - bool user
default_transaction_isolation - enum user serializable,repeatable read,read committed,read uncommitted
default_transaction_read_only - bool user
default_with_oids -11 bool user
dynamic_library_path - string superuser
dynamic_shared_memory_type -11 enum postmaster posix,sysv,mmap,none
dynamic_shared_memory_type 12- enum postmaster posix,sysv,mmap
effective_cache_size - integer user 8kB 1 2147483647
effective_io_concurrency - integer user - 0 1000
enable_async_append 14- bool user
enable_bitmapscan - bool user
enable_distinct_reordering 18- bool user
enable_gathermerge - bool user
enable_group_by_reordering 17- bool user
enable_hashagg - bool user
enable_hashjoin - bool user
enable_incremental_sort 13- bool user
enable_indexonlyscan - bool user
enable_indexscan - bool user
enable_material - bool user
enable_memoize 14- bool user
enable_mergejoin - bool user
enable_nestloop - bool user
enable_parallel_append 11- bool user
enable_parallel_hash 11- bool user
enable_partition_pruning 11- bool user
enable_partitionwise_aggregate 11- bool user
enable_partitionwise_join 11- bool user
enable_presorted_aggregate 16- bool user
enable_self_join_elimination 18- bool user
enable_seqscan - bool user
enable_sort - bool user
enable_tidscan - bool user
escape_string_warning - bool user
event_source - string postmaster
event_triggers 17- bool superuser
exit_on_error - bool user
extension_control_path 18- string superuser
extension_destdir 14- string superuser
external_pid_file - string postmaster
extra_float_digits - integer user - -15 3
file_copy_method 18- enum user copy,clone
file_extend_method 16- enum sighup posix_fallocate,write_zeros
force_parallel_mode -15 enum user off,on,regress
from_collapse_limit - integer user - 1 2147483647
fsync - bool sighup
full_page_writes - bool sighup
geqo - bool user
geqo_effort - integer user - 1 10
geqo_generations - integer user - 0 2147483647
geqo_pool_size - integer user - 0 2147483647
geqo_seed - real user - 0 1
geqo_selection_bias - real user - 1.5 2
geqo_threshold - integer user - 2 2147483647
gin_fuzzy_search_limit - integer user - 0 2147483647
gin_pending_list_limit - integer user kB 64 2147483647
gss_accept_delegation 16- bool sighup
hash_mem_multiplier 13- real user - 1 1000
hba_file - string postmaster
hot_standby - bool postmaster
hot_standby_feedback - bool sighup
huge_page_size 14- integer postmaster kB 0 2147483647
huge_pages - enum postmaster off,on,try
huge_pages_status 17- enum internal off,on,unknown
icu_validation_level 16- enum user disabled,debug5,debug4,debug3,debug2,debug1,log,notice,warning,error
ident_file - string postmaster
idle_in_transaction_session_timeout - integer user ms 0 2147483647
idle_replication_slot_timeout 18- integer sighup s 0 2147483647
idle_session_timeout 14- integer user ms 0 2147483647
ignore_checksum_failure - bool superuser
ignore_invalid_pages 13- bool postmaster
ignore_system_indexes - bool backend
in_hot_standby 14- bool internal
integer_datetimes - bool internal
IntervalStyle - enum user postgres,postgres_verbose,sql_standard,iso_8601
io_combine_limit 17-17 integer user 8kB 1 32
io_combine_limit 18- integer user 8kB 1 128
io_max_combine_limit 18- integer postmaster 8kB 1 128
io_max_concurrency 18- integer postmaster - -1 1024
io_method 18- enum postmaster sync,worker,io_uring
io_workers 18- integer sighup - 1 32
isn.weak 18- bool user
jit 11- bool user
jit_above_cost 11- real user - -1 1.79769e+308
jit_debugging_support 11- bool superuser-backend
jit_dump_bitcode 11- bool superuser
jit_expressions 11- bool user
jit_inline_above_cost 11- real user - -1 1.79769e+308
jit_optimize_above_cost 11- real user - -1 1.79769e+308
jit_profiling_support 11- bool superuser-backend
jit_provider 11- string postmaster
jit_tuple_deforming 11- bool user
join_collapse_limit - integer user - 1 2147483647
krb_caseins_users - bool sighup
krb_server_keyfile - string sighup
lc_collate -15 string internal
lc_ctype -15 string internal
lc_messages - string superuser
lc_monetary - string user
lc_numeric - string user
lc_time - string user
listen_addresses - string postmaster
lo_compat_privileges - bool superuser
local_preload_libraries - string user
lock_timeout - integer user ms 0 2147483647
log_autovacuum_min_duration - integer sighup ms -1 2147483647
log_checkpoints - bool sighup
log_connections -17 bool superuser-backend
log_connections 18- string superuser-backend
log_destination - string sighup
log_directory - string sighup
log_disconnections - bool superuser-backend
log_duration - bool superuser
log_error_verbosity - enum superuser terse,default,verbose
log_executor_stats - bool superuser
log_file_mode - integer sighup - 0 511
log_filename - string sighup
log_hostname - bool sighup
log_line_prefix - string sighup
log_lock_failures 18- bool superuser
log_lock_waits - bool superuser
log_min_duration_sample 13- integer superuser ms -1 2147483647
log_min_duration_statement - integer superuser ms -1 2147483647
log_min_error_statement - enum superuser debug5,debug4,debug3,debug2,debug1,info,notice,warning,error,log,fatal,panic
log_min_messages - enum superuser debug5,debug4,debug3,debug2,debug1,info,notice,warning,error,log,fatal,panic
log_parameter_max_length 13- integer superuser B -1 1073741823
log_parameter_max_length_on_error 13- integer user B -1 1073741823
log_parser_stats - bool superuser
log_planner_stats - bool superuser
log_recovery_conflict_waits 14- bool sighup
log_replication_commands - bool superuser
log_rotation_age - integer sighup min 0 35791394
log_rotation_size -17 integer sighup kB 0 2097151
log_rotation_size 18- integer sighup kB 0 2147483647
log_startup_progress_interval 15- integer sighup ms 0 2147483647
log_statement - enum superuser none,ddl,mod,all
log_statement_sample_rate 13- real superuser - 0 1
log_statement_stats - bool superuser
log_temp_files - integer superuser kB -1 2147483647
log_timezone - string sighup
log_transaction_sample_rate 12- real superuser - 0 1
log_truncate_on_rotation - bool sighup
logging_collector - bool postmaster
logical_decoding_work_mem 13- integer user kB 64 2147483647
maintenance_io_concurrency 13- integer user - 0 1000
maintenance_work_mem -16 integer user kB 1024 2147483647
maintenance_work_mem 17- integer user kB 64 2147483647
max_active_replication_origins 18- integer postmaster - 0 262143
max_connections - integer postmaster - 1 262143
max_files_per_process -12 integer postmaster - 25 2147483647
max_files_per_process 13- integer postmaster - 64 2147483647
max_function_args - integer internal - 100 100
max_identifier_length - integer internal - 63 63
max_index_keys - integer internal - 32 32
max_locks_per_transaction - integer postmaster - 10 2147483647
max_logical_replication_workers - integer postmaster - 0 262143
max_notify_queue_pages 17- integer postmaster - 64 2147483647
max_parallel_apply_workers_per_subscription 16- integer sighup - 0 1024
max_parallel_maintenance_workers 11- integer user - 0 1024
max_parallel_workers - integer user - 0 1024
max_parallel_workers_per_gather - integer user - 0 1024
max_pred_locks_per_page - integer sighup - 0 2147483647
max_pred_locks_per_relation - integer sighup - -2147483648 2147483647
max_pred_locks_per_transaction - integer postmaster - 10 2147483647
max_prepared_transactions - integer postmaster - 0 262143
max_replication_slots - integer postmaster - 0 262143
max_slot_wal_keep_size 13- integer sighup MB -1 2147483647
max_stack_depth - integer superuser kB 100 2147483647
max_standby_archive_delay - integer sighup ms -1 2147483647
max_standby_streaming_delay - integer sighup ms -1 2147483647
max_sync_workers_per_subscription - integer sighup - 0 262143
max_wal_senders - integer postmaster - 0 262143
max_wal_size - integer sighup MB 2 2147483647
max_worker_processes - integer postmaster - 0 262143
md5_password_warnings 18- bool user
min_dynamic_shared_memory 14- integer postmaster MB 0 2147483647
min_parallel_index_scan_size - integer user 8kB 0 715827882
min_parallel_table_scan_size - integer user 8kB 0 715827882
min_wal_size - integer sighup MB 2 2147483647
multixact_member_buffers 17- integer postmaster 8kB 16 131072
multixact_offset_buffers 17- integer postmaster 8kB 16 131072
notify_buffers 17- integer postmaster 8kB 16 131072
num_os_semaphores 18- integer internal - 0 2147483647
oauth_validator_libraries 18- string sighup
old_snapshot_threshold -16 integer postmaster min -1 86400
operator_precedence_warning -13 bool user
output_plugin_libraries 14- string superuser
parallel_leader_participation 11- bool user
parallel_setup_cost - real user - 0 1.79769e+308
parallel_tuple_cost - real user - 0 1.79769e+308
password_encryption - enum user md5,scram-sha-256
passwordcheck.min_password_length 18- integer superuser B 0 2147483647
pg_prewarm.autoprewarm 11- bool postmaster
pg_prewarm.autoprewarm_interval 11- integer sighup s 0 2147483
pg_stat_statements.max - integer postmaster - 100 1073741823
pg_stat_statements.save - bool sighup
pg_stat_statements.track - enum superuser none,top,all
pg_stat_statements.track_planning 13- bool superuser
pg_stat_statements.track_utility - bool superuser
pg_trgm.similarity_threshold - real user - 0 1
pg_trgm.strict_word_similarity_threshold 11- real user - 0 1
pg_trgm.word_similarity_threshold - real user - 0 1
pgcrypto.builtin_crypto_enabled 18- enum superuser on,off,fips
plan_cache_mode 12- enum user auto,force_generic_plan,force_custom_plan
plperl.on_init - string sighup
plperl.on_plperl_init - string superuser
plperl.on_plperlu_init - string superuser
plperl.use_strict - bool user
plpgsql.check_asserts - bool user
plpgsql.extra_errors - string user
plpgsql.extra_warnings - string user
plpgsql.print_strict_params - bool user
plpgsql.variable_conflict - enum superuser error,use_variable,use_column
pltcl.start_proc - string superuser
pltclu.start_proc - string superuser
port - integer postmaster - 1 65535
post_auth_delay - integer backend s 0 2147
postgres_fdw.application_name 15- string user
pre_auth_delay - integer sighup s 0 60
primary_conninfo 12-12 string postmaster
primary_conninfo 13- string sighup
primary_slot_name 12-12 string postmaster
primary_slot_name 13- string sighup
promote_trigger_file 12-15 string sighup
quote_all_identifiers - bool user
random_page_cost - real user - 0 1.79769e+308
recovery_end_command 12- string sighup
recovery_init_sync_method 14- enum sighup fsync,syncfs
recovery_min_apply_delay 12- integer sighup ms 0 2147483647
recovery_prefetch 15- enum sighup off,on,try
recovery_target 12- string postmaster
recovery_target_action 12- enum postmaster pause,promote,shutdown
recovery_target_inclusive 12- bool postmaster
recovery_target_lsn 12- string postmaster
recovery_target_name 12- string postmaster
recovery_target_time 12- string postmaster
recovery_target_timeline 12- string postmaster
recovery_target_xid 12- string postmaster
recursive_worktable_factor 15- real user - 0.001 1e+06
remove_temp_files_after_crash 14- bool sighup
replacement_sort_tuples -10 integer user - 0 2147483647
reserved_connections 16- integer postmaster - 0 262143
restart_after_crash - bool sighup
restore_command 12-13 string postmaster
restore_command 14- string sighup
restrict_nonsystem_relation_kind 12- string user
row_security - bool user
scram_iterations 16- integer user - 1 2147483647
search_path - string user
segment_size - integer internal 8kB 131072 131072
send_abort_for_crash 16- bool sighup
send_abort_for_kill 16- bool sighup
seq_page_cost - real user - 0 1.79769e+308
serializable_buffers 17- integer postmaster 8kB 16 131072
server_encoding - string internal
server_version - string internal
server_version_num -10 integer internal - 100023 100023
server_version_num 11-11 integer internal - 110022 110022
server_version_num 12-12 integer internal - 120022 120022
server_version_num 13-13 integer internal - 130023 130023
server_version_num 14-14 integer internal - 140023 140023
server_version_num 15-15 integer internal - 150018 150018
server_version_num 16-16 integer internal - 160014 160014
server_version_num 17-17 integer internal - 170010 170010
server_version_num 18- integer internal - 180004 180004
session_preload_libraries - string superuser
session_replication_role - enum superuser origin,replica,local
shared_buffers - integer postmaster 8kB 16 1073741823
shared_memory_size 15- integer internal MB 0 2147483647
shared_memory_size_in_huge_pages 15- integer internal - -1 2147483647
shared_memory_type 12- enum postmaster sysv,mmap
shared_preload_libraries - string postmaster
ssl - bool sighup
ssl_ca_file - string sighup
ssl_cert_file - string sighup
ssl_ciphers - string sighup
ssl_crl_dir 14- string sighup
ssl_crl_file - string sighup
ssl_dh_params_file - string sighup
ssl_ecdh_curve -17 string sighup
ssl_groups 18- string sighup
ssl_key_file - string sighup
ssl_library 12- string internal
ssl_max_protocol_version 12- enum sighup ,TLSv1,TLSv1.1,TLSv1.2,TLSv1.3
ssl_min_protocol_version 12- enum sighup TLSv1,TLSv1.1,TLSv1.2,TLSv1.3
ssl_passphrase_command 11- string sighup
ssl_passphrase_command_supports_reload 11- bool sighup
ssl_prefer_server_ciphers - bool sighup
ssl_tls13_ciphers 18- string sighup
standard_conforming_strings - bool user
statement_timeout - integer user ms 0 2147483647
stats_fetch_consistency 15- enum user none,cache,snapshot
stats_temp_directory -14 string sighup
subtransaction_buffers 17- integer postmaster 8kB 0 131072
summarize_wal 17- bool sighup
superuser_reserved_connections - integer postmaster - 0 262143
sync_replication_slots 17- bool sighup
synchronize_seqscans - bool user
synchronized_standby_slots 17- string sighup
synchronous_commit - enum user local,remote_write,remote_apply,on,off
synchronous_standby_names - string sighup
syslog_facility - enum sighup local0,local1,local2,local3,local4,local5,local6,local7
syslog_ident - string sighup
syslog_sequence_numbers - bool sighup
syslog_split_messages - bool sighup
tcp_keepalives_count - integer user - 0 2147483647
tcp_keepalives_idle - integer user s 0 2147483647
tcp_keepalives_interval - integer user s 0 2147483647
tcp_user_timeout 12- integer user ms 0 2147483647
temp_buffers - integer user 8kB 100 1073741823
temp_file_limit - integer superuser kB -1 2147483647
temp_tablespaces - string user
TimeZone - string user
timezone_abbreviations - string user
trace_connection_negotiation 17- bool postmaster
trace_notify - bool user
trace_recovery_messages -16 enum sighup debug5,debug4,debug3,debug2,debug1,log,notice,warning,error
trace_sort - bool user
track_activities - bool superuser
track_activity_query_size -10 integer postmaster - 100 102400
track_activity_query_size 11-12 integer postmaster B 100 102400
track_activity_query_size 13- integer postmaster B 100 1048576
track_commit_timestamp - bool postmaster
track_cost_delay_timing 18- bool superuser
track_counts - bool superuser
track_functions - enum superuser none,pl,all
track_io_timing - bool superuser
track_wal_io_timing 14- bool superuser
transaction_buffers 17- integer postmaster 8kB 0 131072
transaction_deferrable - bool user
transaction_isolation -11 string user
transaction_isolation 12- enum user serializable,repeatable read,read committed,read uncommitted
transaction_read_only - bool user
transaction_timeout 17- integer user ms 0 2147483647
transform_null_equals - bool user
unix_socket_directories - string postmaster
unix_socket_group - string postmaster
unix_socket_permissions - integer postmaster - 0 511
update_process_title - bool superuser
vacuum_buffer_usage_limit 16- integer user kB 0 16777216
vacuum_cleanup_index_scale_factor 11-13 real user - 0 1e+10
vacuum_cost_delay -11 integer user ms 0 100
vacuum_cost_delay 12- real user ms 0 100
vacuum_cost_limit - integer user - 1 10000
vacuum_cost_page_dirty - integer user - 0 10000
vacuum_cost_page_hit - integer user - 0 10000
vacuum_cost_page_miss - integer user - 0 10000
vacuum_defer_cleanup_age -15 integer sighup - 0 1000000
vacuum_failsafe_age 14- integer user - 0 2100000000
vacuum_freeze_min_age - integer user - 0 1000000000
vacuum_freeze_table_age - integer user - 0 2000000000
vacuum_max_eager_freeze_failure_rate 18- real user - 0 1
vacuum_multixact_failsafe_age 14- integer user - 0 2100000000
vacuum_multixact_freeze_min_age - integer user - 0 1000000000
vacuum_multixact_freeze_table_age - integer user - 0 2000000000
vacuum_truncate 18- bool user
wal_block_size - integer internal - 8192 8192
wal_buffers - integer postmaster 8kB -1 262143
wal_compression -14 bool superuser
wal_compression 15-15 enum superuser pglz,lz4,zstd,on,off
wal_compression 16- enum superuser pglz,on,off,lz4,zstd
wal_consistency_checking - string superuser
wal_decode_buffer_size 15- integer postmaster B 65536 1073741823
wal_init_zero 12- bool superuser
wal_keep_segments -12 integer sighup - 0 2147483647
wal_keep_size 13- integer sighup MB 0 2147483647
wal_level - enum postmaster minimal,replica,logical
wal_log_hints - bool postmaster
wal_receiver_create_temp_slot 13- bool sighup
wal_receiver_status_interval - integer sighup s 0 2147483
wal_receiver_timeout - integer sighup ms 0 2147483647
wal_recycle 12- bool superuser
wal_retrieve_retry_interval - integer sighup ms 1 2147483647
wal_segment_size -10 integer internal 8kB 2048 2048
wal_segment_size 11- integer internal B 1048576 1073741824
wal_sender_timeout -11 integer sighup ms 0 2147483647
wal_sender_timeout 12- integer user ms 0 2147483647
wal_skip_threshold 13- integer user kB 0 2147483647
wal_summary_keep_time 17- integer sighup min 0 35791394
wal_sync_method - enum sighup fsync,fdatasync,open_sync,open_datasync
wal_writer_delay - integer sighup ms 1 10000
wal_writer_flush_after - integer sighup 8kB 0 2147483647
work_mem - integer user kB 64 2147483647
xmlbinary - enum user base64,hex
xmloption - enum user content,document
zero_damaged_pages - bool superuser
`;
