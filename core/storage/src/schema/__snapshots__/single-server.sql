CREATE DATABASE IF NOT EXISTS `spanhouse`;

CREATE TABLE IF NOT EXISTS `spanhouse`.`schema_migrations`
(
  `number` UInt32,
  `name` String,
  `applied_at` DateTime('UTC') DEFAULT now('UTC')
)
ENGINE = ReplacingMergeTree()
ORDER BY number
SETTINGS non_replicated_deduplication_window = 10000;

CREATE TABLE IF NOT EXISTS `spanhouse`.`resources`
(
  `tenant` LowCardinality(String),
  `resource_id` FixedString(16),
  `received_on` Date,
  `service_name` LowCardinality(String),
  `attributes` Map(LowCardinality(String), String),
  `definition` String CODEC(ZSTD(3))
)
ENGINE = ReplacingMergeTree(received_on)
ORDER BY (tenant, resource_id)
SETTINGS non_replicated_deduplication_window = 10000;

CREATE TABLE IF NOT EXISTS `spanhouse`.`scopes`
(
  `tenant` LowCardinality(String),
  `scope_id` FixedString(16),
  `received_on` Date,
  `definition` String CODEC(ZSTD(3))
)
ENGINE = ReplacingMergeTree(received_on)
ORDER BY (tenant, scope_id)
SETTINGS non_replicated_deduplication_window = 10000;

CREATE TABLE IF NOT EXISTS `spanhouse`.`trace_summaries`
(
  `tenant` LowCardinality(String),
  `trace_id` FixedString(16),
  `received_week` Date,
  `first_start_unix_nano` SimpleAggregateFunction(min, UInt64) CODEC(ZSTD(1)),
  `last_end_unix_nano` SimpleAggregateFunction(max, UInt64) CODEC(ZSTD(1)),
  `first_time_bucket` SimpleAggregateFunction(min, UInt32) CODEC(ZSTD(1)),
  `last_time_bucket` SimpleAggregateFunction(max, UInt32) CODEC(ZSTD(1)),
  `rare_columns` SimpleAggregateFunction(groupBitOr, UInt8) CODEC(ZSTD(1)),
  `span_count` SimpleAggregateFunction(sum, UInt64) CODEC(ZSTD(1)),
  `error_count` SimpleAggregateFunction(sum, UInt64) CODEC(ZSTD(1)),
  `root` SimpleAggregateFunction(min, Tuple(start_unix_nano UInt64, service String, operation String)) CODEC(ZSTD(1)),
  `services` SimpleAggregateFunction(sumMap, Map(String, UInt64)) CODEC(ZSTD(1))
)
ENGINE = AggregatingMergeTree()
PARTITION BY received_week
ORDER BY (tenant, trace_id)
SETTINGS non_replicated_deduplication_window = 10000, index_granularity = 256, min_compress_block_size = 8192, ttl_only_drop_parts = 1, materialize_ttl_recalculate_only = 1;

CREATE TABLE IF NOT EXISTS `spanhouse`.`operations`
(
  `tenant` LowCardinality(String),
  `service_name` LowCardinality(String),
  `name` String,
  `kind` UInt8,
  `received_on` Date
)
ENGINE = ReplacingMergeTree(received_on)
ORDER BY (tenant, service_name, name, kind)
SETTINGS non_replicated_deduplication_window = 10000;

CREATE TABLE IF NOT EXISTS `spanhouse`.`spans`
(
  `tenant` LowCardinality(String) CODEC(ZSTD(1)),
  `received_on` Date CODEC(ZSTD(1)),
  `time_bucket` UInt32 CODEC(Delta(4), ZSTD(1)),
  `trace_id` FixedString(16) CODEC(ZSTD(1)),
  `start_unix_nano` UInt64 CODEC(Delta(8), T64('bit'), ZSTD(1)),
  `duration_nano` Int64 CODEC(T64('bit'), ZSTD(1)),
  `span_id` FixedString(8) CODEC(NONE),
  `parent_span_id` FixedString(8) CODEC(ZSTD(1)),
  `name` LowCardinality(String) CODEC(ZSTD(1)),
  `kind` UInt8 CODEC(ZSTD(1)),
  `status_code` UInt8 CODEC(ZSTD(1)),
  `status_message` String CODEC(ZSTD(1)),
  `flags` UInt32 CODEC(ZSTD(1)),
  `trace_state` String CODEC(ZSTD(1)),
  `dropped_attributes_count` UInt32 CODEC(ZSTD(1)),
  `dropped_events_count` UInt32 CODEC(ZSTD(1)),
  `dropped_links_count` UInt32 CODEC(ZSTD(1)),
  `service_name` LowCardinality(String) CODEC(ZSTD(1)),
  `resource_id` LowCardinality(FixedString(16)) CODEC(ZSTD(1)),
  `scope_id` LowCardinality(FixedString(16)) CODEC(ZSTD(1)),
  `resource_definition` String CODEC(ZSTD(1)),
  `scope_definition` String CODEC(ZSTD(1)),
  `attributes_string` Map(LowCardinality(String), String) CODEC(ZSTD(3)),
  `attributes_int` Map(LowCardinality(String), Int64) CODEC(ZSTD(1)),
  `attributes_double` Map(LowCardinality(String), Float64) CODEC(ZSTD(1)),
  `attributes_bool` Map(LowCardinality(String), Bool) CODEC(ZSTD(1)),
  `attributes_other` Map(LowCardinality(String), String) CODEC(ZSTD(1)),
  `http.request.method` LowCardinality(String) CODEC(ZSTD(1)),
  `http.response.status_code` UInt16 CODEC(ZSTD(1)),
  `http.route` LowCardinality(String) CODEC(ZSTD(1)),
  `url.path` String CODEC(ZSTD(1)),
  `url.full` String CODEC(ZSTD(1)),
  `server.address` LowCardinality(String) CODEC(ZSTD(1)),
  `server.port` UInt16 CODEC(ZSTD(1)),
  `rpc.system` LowCardinality(String) CODEC(ZSTD(1)),
  `rpc.service` LowCardinality(String) CODEC(ZSTD(1)),
  `rpc.method` LowCardinality(String) CODEC(ZSTD(1)),
  `db.system.name` LowCardinality(String) CODEC(ZSTD(1)),
  `db.namespace` LowCardinality(String) CODEC(ZSTD(1)),
  `db.operation.name` LowCardinality(String) CODEC(ZSTD(1)),
  `db.collection.name` LowCardinality(String) CODEC(ZSTD(1)),
  `db.query.text` String CODEC(ZSTD(1)),
  `messaging.system` LowCardinality(String) CODEC(ZSTD(1)),
  `messaging.destination.name` LowCardinality(String) CODEC(ZSTD(1)),
  `messaging.operation.type` LowCardinality(String) CODEC(ZSTD(1)),
  `error.type` LowCardinality(String) CODEC(ZSTD(1)),
  `peer.service` LowCardinality(String) CODEC(ZSTD(1)),
  `http.method` LowCardinality(String) CODEC(ZSTD(1)),
  `http.status_code` UInt16 CODEC(ZSTD(1)),
  `db.system` LowCardinality(String) CODEC(ZSTD(1)),
  `promoted_in_map` UInt64 CODEC(ZSTD(1)),
  `events.time_unix_nano` Array(UInt64) CODEC(ZSTD(1)),
  `events.name` Array(LowCardinality(String)) CODEC(ZSTD(1)),
  `events.dropped_attributes_count` Array(UInt32) CODEC(ZSTD(1)),
  `events.attributes_string` Array(Map(LowCardinality(String), String)) CODEC(ZSTD(1)),
  `events.attributes_other` Array(Map(LowCardinality(String), String)) CODEC(ZSTD(1)),
  `links.trace_id` Array(FixedString(16)) CODEC(ZSTD(1)),
  `links.span_id` Array(FixedString(8)) CODEC(ZSTD(1)),
  `links.trace_state` Array(String) CODEC(ZSTD(1)),
  `links.flags` Array(UInt32) CODEC(ZSTD(1)),
  `links.dropped_attributes_count` Array(UInt32) CODEC(ZSTD(1)),
  `links.attributes_string` Array(Map(LowCardinality(String), String)) CODEC(ZSTD(1)),
  `links.attributes_other` Array(Map(LowCardinality(String), String)) CODEC(ZSTD(1)),
  `start_time` DateTime64(9, 'UTC') ALIAS fromUnixTimestamp64Nano(toInt64(start_unix_nano), 'UTC'),
  `end_time` DateTime64(9, 'UTC') ALIAS fromUnixTimestamp64Nano(toInt64(start_unix_nano) + duration_nano, 'UTC'),
  `trace_id_hex` String ALIAS lower(hex(trace_id)),
  `span_id_hex` String ALIAS lower(hex(span_id)),
  `parent_span_id_hex` String ALIAS lower(hex(parent_span_id)),
  INDEX trace_id_bloom trace_id TYPE bloom_filter(0.001) GRANULARITY 1
)
ENGINE = MergeTree()
PARTITION BY received_on
ORDER BY (tenant, time_bucket, trace_id, start_unix_nano)
SETTINGS non_replicated_deduplication_window = 10000, index_granularity = 4096, merge_selector_base = 10, ttl_only_drop_parts = 1, materialize_ttl_recalculate_only = 1;

CREATE MATERIALIZED VIEW IF NOT EXISTS `spanhouse`.`resources_view`
TO `spanhouse`.`resources` AS
SELECT
  tenant,
  resource_id,
  received_on,
  service_name,
  mapFromArrays(
    arrayMap(pair -> JSONExtractString(pair.1), pairs),
    arrayMap(pair -> if(
      startsWith(pair.2, '"'), JSONExtractString(pair.2),
      if(startsWith(pair.2, '{"int":'), JSONExtractString(pair.2, 'int'), pair.2)), pairs)) AS attributes,
  definition
FROM
(
  SELECT
    tenant,
    resource_id,
    max(received_on) AS received_on,
    any(service_name) AS service_name,
    any(resource_definition) AS definition,
    arrayMap(
      item -> (JSONExtractArrayRaw(item)[1], JSONExtractArrayRaw(item)[2]),
      JSONExtractArrayRaw(definition, 'attributes')) AS pairs
  FROM `spanhouse`.`spans`
  WHERE resource_definition != ''
  GROUP BY tenant, resource_id
);

CREATE MATERIALIZED VIEW IF NOT EXISTS `spanhouse`.`scopes_view`
TO `spanhouse`.`scopes` AS
SELECT
  tenant,
  scope_id,
  max(received_on) AS received_on,
  any(scope_definition) AS definition
FROM `spanhouse`.`spans`
WHERE scope_definition != ''
GROUP BY tenant, scope_id;

CREATE MATERIALIZED VIEW IF NOT EXISTS `spanhouse`.`trace_summaries_view`
TO `spanhouse`.`trace_summaries` AS
SELECT
  tenant,
  trace_id,
  toMonday(received_on) AS received_week,
  min(start_unix_nano) AS first_start_unix_nano,
  max(toUInt64(toInt64(start_unix_nano) + duration_nano)) AS last_end_unix_nano,
  min(time_bucket) AS first_time_bucket,
  max(time_bucket) AS last_time_bucket,
  groupBitOr(toUInt8(notEmpty(events.name) + notEmpty(links.span_id) * 2 + notEmpty(attributes_other) * 4 + notEmpty(attributes_double) * 8 + notEmpty(attributes_bool) * 16)) AS rare_columns,
  count() AS span_count,
  countIf(status_code = 2) AS error_count,
  if(
    countIf(parent_span_id = unhex('0000000000000000')) = 0,
    (toUInt64(18446744073709551615), '', ''),
    minIf(
      (start_unix_nano, toString(service_name), toString(name)),
      parent_span_id = unhex('0000000000000000'))) AS root,
  sumMap(map(toString(service_name), toUInt64(1))) AS services
FROM `spanhouse`.`spans`
GROUP BY tenant, trace_id, received_week;

CREATE MATERIALIZED VIEW IF NOT EXISTS `spanhouse`.`operations_view`
TO `spanhouse`.`operations` AS
SELECT
  tenant,
  service_name,
  name,
  kind,
  max(received_on) AS received_on
FROM `spanhouse`.`spans`
GROUP BY tenant, service_name, name, kind;

CREATE TABLE IF NOT EXISTS `spanhouse`.`red_10s`
(
  `tenant` LowCardinality(String),
  `received_on` Date,
  `service_name` LowCardinality(String),
  `name` LowCardinality(String),
  `kind` UInt8,
  `status_code` UInt8,
  `time_10s` UInt32 CODEC(Delta(4), ZSTD(1)),
  `span_count` SimpleAggregateFunction(sum, UInt64) CODEC(T64, ZSTD(1)),
  `weight` SimpleAggregateFunction(sum, Float64) CODEC(ZSTD(1)),
  `duration_sum_nano` SimpleAggregateFunction(sum, Float64) CODEC(ZSTD(1)),
  `bins` SimpleAggregateFunction(sumMap, Map(UInt16, Float64)) CODEC(ZSTD(1)),
  `exemplar` SimpleAggregateFunction(max, Tuple(duration_nano Int64, trace_id FixedString(16), span_id FixedString(8))) CODEC(ZSTD(1)),
  `time` DateTime64(0, 'UTC') ALIAS toDateTime64(time_10s * 10, 0, 'UTC')
)
ENGINE = AggregatingMergeTree()
PARTITION BY received_on
ORDER BY (tenant, service_name, time_10s, name, kind, status_code)
SETTINGS non_replicated_deduplication_window = 10000, ttl_only_drop_parts = 1, materialize_ttl_recalculate_only = 1;

CREATE TABLE IF NOT EXISTS `spanhouse`.`red_minute`
(
  `tenant` LowCardinality(String),
  `received_on` Date,
  `service_name` LowCardinality(String),
  `name` LowCardinality(String),
  `kind` UInt8,
  `status_code` UInt8,
  `minute` UInt32 CODEC(Delta(4), ZSTD(1)),
  `time` DateTime64(0, 'UTC') ALIAS toDateTime64(minute * 60, 0, 'UTC'),
  `span_count` SimpleAggregateFunction(sum, UInt64) CODEC(T64, ZSTD(1)),
  `weight` SimpleAggregateFunction(sum, Float64) CODEC(ZSTD(1)),
  `duration_sum_nano` SimpleAggregateFunction(sum, Float64) CODEC(ZSTD(1)),
  `bins` SimpleAggregateFunction(sumMap, Map(UInt16, Float64)) CODEC(ZSTD(1)),
  `exemplar` SimpleAggregateFunction(max, Tuple(duration_nano Int64, trace_id FixedString(16), span_id FixedString(8))) CODEC(ZSTD(1))
)
ENGINE = AggregatingMergeTree()
PARTITION BY received_on
ORDER BY (tenant, service_name, minute, name, kind, status_code)
SETTINGS non_replicated_deduplication_window = 10000, ttl_only_drop_parts = 1, materialize_ttl_recalculate_only = 1;

CREATE TABLE IF NOT EXISTS `spanhouse`.`red_service_minute`
(
  `tenant` LowCardinality(String),
  `received_on` Date,
  `service_name` LowCardinality(String),
  `kind` UInt8,
  `minute` UInt32 CODEC(Delta(4), ZSTD(1)),
  `time` DateTime64(0, 'UTC') ALIAS toDateTime64(minute * 60, 0, 'UTC'),
  `span_count` SimpleAggregateFunction(sum, UInt64) CODEC(T64, ZSTD(1)),
  `weight` SimpleAggregateFunction(sum, Float64) CODEC(ZSTD(1)),
  `duration_sum_nano` SimpleAggregateFunction(sum, Float64) CODEC(ZSTD(1)),
  `bins` SimpleAggregateFunction(sumMap, Map(UInt16, Float64)) CODEC(ZSTD(1)),
  `exemplar` SimpleAggregateFunction(max, Tuple(duration_nano Int64, trace_id FixedString(16), span_id FixedString(8))) CODEC(ZSTD(1)),
  `error_weight` SimpleAggregateFunction(sum, Float64) CODEC(ZSTD(1)),
  `error_exemplar` SimpleAggregateFunction(max, Tuple(duration_nano Int64, trace_id FixedString(16), span_id FixedString(8))) CODEC(ZSTD(1))
)
ENGINE = AggregatingMergeTree()
PARTITION BY received_on
ORDER BY (tenant, kind, service_name, minute)
SETTINGS non_replicated_deduplication_window = 10000, index_granularity = 512, ttl_only_drop_parts = 1, materialize_ttl_recalculate_only = 1;

CREATE TABLE IF NOT EXISTS `spanhouse`.`red_received_day`
(
  `tenant` LowCardinality(String),
  `received_on` Date,
  `service_name` LowCardinality(String),
  `name` LowCardinality(String),
  `kind` UInt8,
  `status_code` UInt8,
  `span_count` SimpleAggregateFunction(sum, UInt64) CODEC(T64, ZSTD(1)),
  `weight` SimpleAggregateFunction(sum, Float64) CODEC(ZSTD(1)),
  `duration_sum_nano` SimpleAggregateFunction(sum, Float64) CODEC(ZSTD(1)),
  `bins` SimpleAggregateFunction(sumMap, Map(UInt16, Float64)) CODEC(ZSTD(1)),
  `exemplar` SimpleAggregateFunction(max, Tuple(duration_nano Int64, trace_id FixedString(16), span_id FixedString(8))) CODEC(ZSTD(1))
)
ENGINE = AggregatingMergeTree()
PARTITION BY received_on
ORDER BY (tenant, service_name, name, kind, status_code)
SETTINGS non_replicated_deduplication_window = 10000, ttl_only_drop_parts = 1, materialize_ttl_recalculate_only = 1;

CREATE MATERIALIZED VIEW IF NOT EXISTS `spanhouse`.`red_received_day_view`
TO `spanhouse`.`red_received_day` AS
SELECT
  tenant, received_on, service_name, name, kind, status_code,
  sum(span_count) AS span_count,
  sum(weight) AS weight,
  sum(duration_sum_nano) AS duration_sum_nano,
  sumMap(bins) AS bins,
  max(exemplar) AS exemplar
FROM `spanhouse`.`red_minute`
GROUP BY tenant, received_on, service_name, name, kind, status_code;

CREATE MATERIALIZED VIEW IF NOT EXISTS `spanhouse`.`red_service_minute_view`
TO `spanhouse`.`red_service_minute` AS
SELECT
  tenant, received_on, service_name, kind,
  minute,
  sum(span_count) AS span_count,
  sum(weight) AS weight,
  sum(duration_sum_nano) AS duration_sum_nano,
  sumMap(bins) AS bins,
  max(exemplar) AS exemplar,
  sum(if(status_code = 2, minutes.weight, 0.)) AS error_weight,
  max(if(status_code = 2, minutes.exemplar, (toInt64(-1), toFixedString('', 16), toFixedString('', 8)))) AS error_exemplar
FROM `spanhouse`.`red_minute` AS minutes
GROUP BY tenant, received_on, service_name, kind, minute;

CREATE MATERIALIZED VIEW IF NOT EXISTS `spanhouse`.`red_minute_view`
TO `spanhouse`.`red_minute` AS
SELECT
  tenant, received_on, service_name, name, kind, status_code,
  intDiv(time_10s, 6) AS minute,
  sum(span_count) AS span_count,
  sum(weight) AS weight,
  sum(duration_sum_nano) AS duration_sum_nano,
  sumMap(bins) AS bins,
  max(exemplar) AS exemplar
FROM `spanhouse`.`red_10s`
GROUP BY tenant, received_on, service_name, name, kind, status_code, minute;

CREATE MATERIALIZED VIEW IF NOT EXISTS `spanhouse`.`red_10s_view`
TO `spanhouse`.`red_10s` AS
SELECT
  tenant, received_on, service_name, name, kind, status_code,
  time_10s,
  sum(bin_span_count) AS span_count,
  sum(bin_weight) AS weight,
  sum(bin_duration_sum_nano) AS duration_sum_nano,
  mapFromArrays(groupArray(bin), groupArray(bin_weight)) AS bins,
  max((greatest(bin_duration_nano, 0), bin_trace_id, bin_span_id)) AS exemplar
FROM
(
  SELECT
    tenant, received_on, service_name, name, kind, status_code,
    toUInt32(intDiv(start_unix_nano, 10000000000)) AS time_10s,
    if(duration_nano <= 0, toUInt16(0), toUInt16(1024 + ceil(25 * log2(duration_nano / 2000000)))) AS bin,
    count() AS bin_span_count,
    sum(span_weight) AS bin_weight,
    sum(span_weight * greatest(duration_nano, 0)) AS bin_duration_sum_nano,
    max(duration_nano) AS bin_duration_nano,
    argMax(trace_id, duration_nano) AS bin_trace_id,
    argMax(span_id, duration_nano) AS bin_span_id
  FROM
  (
    WITH
    extract(trace_state, '(?s)(?:^|,)[\\s\\v\\x{a0}\\x{1680}\\x{2000}-\\x{200a}\\x{2028}\\x{2029}\\x{202f}\\x{205f}\\x{3000}\\x{feff}]*ot=([^,]*?)[\\s\\v\\x{a0}\\x{1680}\\x{2000}-\\x{200a}\\x{2028}\\x{2029}\\x{202f}\\x{205f}\\x{3000}\\x{feff}]*(?:,|$)') AS weight_entry,
    if(
    lengthUTF8(weight_entry) + length(extractAll(weight_entry, '[\\x{10000}-\\x{10ffff}]')) > 256,
    '',
    extract(concat(';', weight_entry), '(?s);th:([^;]*)')) AS weight_digits,
    toFloat64(
    toUInt64(72057594037927936) - reinterpretAsUInt64(reverse(unhex(rightPad(weight_digits, 14, '0'))))) AS weight_kept,
    if(
    position(trace_state, 'th:') = 0,
    1.,
    if(match(weight_digits, '^[0-9a-fA-F]{1,14}\\z'), 268435456. / weight_kept * 268435456., 1.)) AS span_weight
    SELECT
      tenant, received_on, service_name, name, kind, status_code,
      start_unix_nano,
      duration_nano,
      trace_id,
      span_id,
      span_weight
    FROM `spanhouse`.`spans`
  )
  GROUP BY tenant, received_on, service_name, name, kind, status_code, time_10s, bin
)
GROUP BY tenant, received_on, service_name, name, kind, status_code, time_10s;

CREATE TABLE IF NOT EXISTS `spanhouse`.`call_graphs`
(
  `tenant` LowCardinality(String),
  `step_seconds` UInt32,
  `step` UInt32,
  `generation` UInt64,
  `computed_on` Date,
  `arrivals` UInt64,
  `inputs` UInt64,
  `unchecked` UInt64,
  `edges.minute` Array(UInt8),
  `edges.client_type` Array(UInt8),
  `edges.client` Array(String),
  `edges.client_namespace` Array(String),
  `edges.client_environment` Array(String),
  `edges.server_type` Array(UInt8),
  `edges.server` Array(String),
  `edges.server_namespace` Array(String),
  `edges.server_environment` Array(String),
  `edges.connection` Array(UInt8),
  `edges.calls` Array(Float64),
  `edges.errors` Array(Float64),
  `edges.client_sum_nano` Array(Float64),
  `edges.client_bins` Array(Array(UInt16)),
  `edges.client_weights` Array(Array(Float64)),
  `edges.server_sum_nano` Array(Float64),
  `edges.server_bins` Array(Array(UInt16)),
  `edges.server_weights` Array(Array(Float64)),
  `edges.exemplar` Array(FixedString(16)),
  `pairs.client_resource` Array(FixedString(16)),
  `pairs.client_type` Array(UInt8),
  `pairs.client` Array(String),
  `pairs.server_resource` Array(FixedString(16)),
  `pairs.server_type` Array(UInt8),
  `pairs.server` Array(String),
  `pairs.connection` Array(UInt8),
  `pairs.calls` Array(Float64),
  `pairs.errors` Array(Float64),
  `pairs.bins` Array(Array(UInt16)),
  `pairs.weights` Array(Array(Float64)),
  `pairs.exemplar` Array(FixedString(16)),
  `claims.time_bucket` Array(UInt32),
  `claims.trace_id` Array(FixedString(16)),
  `claims.span_id` Array(FixedString(8)),
  `waiting` Array(UInt64)
)
ENGINE = ReplacingMergeTree(generation)
PARTITION BY computed_on
ORDER BY (tenant, step_seconds, step)
SETTINGS non_replicated_deduplication_window = 10000, index_granularity = 64, ttl_only_drop_parts = 1, materialize_ttl_recalculate_only = 1;

CREATE TABLE IF NOT EXISTS `spanhouse`.`call_arrivals`
(
  `tenant` LowCardinality(String),
  `time_bucket` UInt32,
  `received_on` Date,
  `span_count` SimpleAggregateFunction(sum, UInt64)
)
ENGINE = AggregatingMergeTree()
PARTITION BY received_on
ORDER BY (tenant, time_bucket, received_on)
SETTINGS non_replicated_deduplication_window = 10000, ttl_only_drop_parts = 1, materialize_ttl_recalculate_only = 1;

INSERT INTO `spanhouse`.`call_arrivals` (tenant, time_bucket, received_on, span_count)
SETTINGS insert_deduplicate = 1, insert_deduplication_token = 'fill-call-arrivals', max_threads = 1
SELECT
  tenant,
  time_bucket,
  received_on,
  count() AS span_count
FROM `spanhouse`.`spans`
WHERE kind BETWEEN 2 AND 5
GROUP BY tenant, time_bucket, received_on;

CREATE MATERIALIZED VIEW IF NOT EXISTS `spanhouse`.`call_arrivals_view`
TO `spanhouse`.`call_arrivals` AS
SELECT
  tenant,
  time_bucket,
  received_on,
  count() AS span_count
FROM `spanhouse`.`spans`
WHERE kind BETWEEN 2 AND 5
GROUP BY tenant, time_bucket, received_on;

ALTER TABLE `spanhouse`.`trace_summaries` ADD COLUMN IF NOT EXISTS used_columns SimpleAggregateFunction(groupBitOr, UInt64) DEFAULT bitOr(toUInt64(rare_columns), 18446744073709551584) CODEC(ZSTD(1));

DROP VIEW IF EXISTS `spanhouse`.`trace_summaries_view` SYNC;

CREATE MATERIALIZED VIEW IF NOT EXISTS `spanhouse`.`trace_summaries_view`
TO `spanhouse`.`trace_summaries` AS
SELECT
  tenant,
  trace_id,
  toMonday(received_on) AS received_week,
  min(start_unix_nano) AS first_start_unix_nano,
  max(toUInt64(toInt64(start_unix_nano) + duration_nano)) AS last_end_unix_nano,
  min(time_bucket) AS first_time_bucket,
  max(time_bucket) AS last_time_bucket,
  groupBitOr(toUInt8(notEmpty(events.name) + notEmpty(links.span_id) * 2 + notEmpty(attributes_other) * 4 + notEmpty(attributes_double) * 8 + notEmpty(attributes_bool) * 16)) AS rare_columns,
  count() AS span_count,
  countIf(status_code = 2) AS error_count,
  if(
    countIf(parent_span_id = unhex('0000000000000000')) = 0,
    (toUInt64(18446744073709551615), '', ''),
    minIf(
      (start_unix_nano, toString(service_name), toString(name)),
      parent_span_id = unhex('0000000000000000'))) AS root,
  sumMap(map(toString(service_name), toUInt64(1))) AS services,
  groupBitOr(toUInt64((notEmpty(events.name)) * 1 + (notEmpty(links.span_id)) * 2 + (notEmpty(attributes_other)) * 4 + (notEmpty(attributes_double)) * 8 + (notEmpty(attributes_bool)) * 16 + (notEmpty(status_message)) * 256 + (flags != 0) * 512 + (notEmpty(trace_state)) * 1024 + (dropped_attributes_count != 0) * 2048 + (dropped_events_count != 0) * 4096 + (dropped_links_count != 0) * 8192 + (notEmpty(attributes_int)) * 16384 + (notEmpty(`http.request.method`)) * 1048576 + (`http.response.status_code` != 0) * 2097152 + (notEmpty(`http.route`)) * 4194304 + (notEmpty(`url.path`)) * 8388608 + (notEmpty(`url.full`)) * 16777216 + (notEmpty(`server.address`)) * 33554432 + (`server.port` != 0) * 67108864 + (notEmpty(`rpc.system`)) * 134217728 + (notEmpty(`rpc.service`)) * 268435456 + (notEmpty(`rpc.method`)) * 536870912 + (notEmpty(`db.system.name`)) * 1073741824 + (notEmpty(`db.namespace`)) * 2147483648 + (notEmpty(`db.operation.name`)) * 4294967296 + (notEmpty(`db.collection.name`)) * 8589934592 + (notEmpty(`db.query.text`)) * 17179869184 + (notEmpty(`messaging.system`)) * 34359738368 + (notEmpty(`messaging.destination.name`)) * 68719476736 + (notEmpty(`messaging.operation.type`)) * 137438953472 + (notEmpty(`error.type`)) * 274877906944 + (notEmpty(`peer.service`)) * 549755813888 + (notEmpty(`http.method`)) * 1099511627776 + (`http.status_code` != 0) * 2199023255552 + (notEmpty(`db.system`)) * 4398046511104)) AS used_columns
FROM `spanhouse`.`spans`
GROUP BY tenant, trace_id, received_week;

ALTER TABLE `spanhouse`.`resources`
  ADD COLUMN IF NOT EXISTS `schema_url` String DEFAULT JSONExtractString(definition, 'schemaUrl'),
  ADD COLUMN IF NOT EXISTS `attributes_string` Map(LowCardinality(String), String) DEFAULT mapFromArrays(arrayMap(pair -> JSONExtractString(pair, 1), arrayFilter(pair -> JSONType(pair, 2) = 'String', JSONExtractArrayRaw(definition, 'attributes'))), arrayMap(pair -> JSONExtractString(pair, 2), arrayFilter(pair -> JSONType(pair, 2) = 'String', JSONExtractArrayRaw(definition, 'attributes')))),
  ADD COLUMN IF NOT EXISTS `attributes_int` Map(LowCardinality(String), Int64) DEFAULT mapFromArrays(arrayMap(pair -> JSONExtractString(pair, 1), arrayFilter(pair -> JSONType(pair, 2) = 'Object' AND JSONHas(pair, 2, 'int'), JSONExtractArrayRaw(definition, 'attributes'))), arrayMap(pair -> toInt64OrZero(JSONExtractString(pair, 2, 'int')), arrayFilter(pair -> JSONType(pair, 2) = 'Object' AND JSONHas(pair, 2, 'int'), JSONExtractArrayRaw(definition, 'attributes')))),
  ADD COLUMN IF NOT EXISTS `attributes_double` Map(LowCardinality(String), Float64) DEFAULT mapFromArrays(arrayMap(pair -> JSONExtractString(pair, 1), arrayFilter(pair -> JSONType(pair, 2) IN ('Int64', 'UInt64', 'Double') OR (JSONType(pair, 2) = 'Object' AND JSONHas(pair, 2, 'double')), JSONExtractArrayRaw(definition, 'attributes'))), arrayMap(pair -> if(JSONType(pair, 2) IN ('Int64', 'UInt64', 'Double'), JSONExtractFloat(pair, 2), toFloat64OrZero(JSONExtractString(pair, 2, 'double'))), arrayFilter(pair -> JSONType(pair, 2) IN ('Int64', 'UInt64', 'Double') OR (JSONType(pair, 2) = 'Object' AND JSONHas(pair, 2, 'double')), JSONExtractArrayRaw(definition, 'attributes')))),
  ADD COLUMN IF NOT EXISTS `attributes_bool` Map(LowCardinality(String), Bool) DEFAULT mapFromArrays(arrayMap(pair -> JSONExtractString(pair, 1), arrayFilter(pair -> JSONType(pair, 2) = 'Bool', JSONExtractArrayRaw(definition, 'attributes'))), arrayMap(pair -> JSONExtractBool(pair, 2) = 1, arrayFilter(pair -> JSONType(pair, 2) = 'Bool', JSONExtractArrayRaw(definition, 'attributes')))),
  ADD COLUMN IF NOT EXISTS `attributes_other` Map(LowCardinality(String), String) DEFAULT mapFromArrays(arrayMap(pair -> JSONExtractString(pair, 1), arrayFilter(pair -> JSONType(pair, 2) IN ('Array', 'Null') OR (JSONType(pair, 2) = 'Object' AND (JSONHas(pair, 2, 'list') OR JSONHas(pair, 2, 'bytes'))), JSONExtractArrayRaw(definition, 'attributes'))), arrayMap(pair -> JSONExtractRaw(pair, 2), arrayFilter(pair -> JSONType(pair, 2) IN ('Array', 'Null') OR (JSONType(pair, 2) = 'Object' AND (JSONHas(pair, 2, 'list') OR JSONHas(pair, 2, 'bytes'))), JSONExtractArrayRaw(definition, 'attributes'))));

ALTER TABLE `spanhouse`.`scopes`
  ADD COLUMN IF NOT EXISTS `name` String DEFAULT JSONExtractString(definition, 'name'),
  ADD COLUMN IF NOT EXISTS `version` String DEFAULT JSONExtractString(definition, 'version'),
  ADD COLUMN IF NOT EXISTS `schema_url` String DEFAULT JSONExtractString(definition, 'schemaUrl'),
  ADD COLUMN IF NOT EXISTS `attributes_string` Map(LowCardinality(String), String) DEFAULT mapFromArrays(arrayMap(pair -> JSONExtractString(pair, 1), arrayFilter(pair -> JSONType(pair, 2) = 'String', JSONExtractArrayRaw(definition, 'attributes'))), arrayMap(pair -> JSONExtractString(pair, 2), arrayFilter(pair -> JSONType(pair, 2) = 'String', JSONExtractArrayRaw(definition, 'attributes')))),
  ADD COLUMN IF NOT EXISTS `attributes_int` Map(LowCardinality(String), Int64) DEFAULT mapFromArrays(arrayMap(pair -> JSONExtractString(pair, 1), arrayFilter(pair -> JSONType(pair, 2) = 'Object' AND JSONHas(pair, 2, 'int'), JSONExtractArrayRaw(definition, 'attributes'))), arrayMap(pair -> toInt64OrZero(JSONExtractString(pair, 2, 'int')), arrayFilter(pair -> JSONType(pair, 2) = 'Object' AND JSONHas(pair, 2, 'int'), JSONExtractArrayRaw(definition, 'attributes')))),
  ADD COLUMN IF NOT EXISTS `attributes_double` Map(LowCardinality(String), Float64) DEFAULT mapFromArrays(arrayMap(pair -> JSONExtractString(pair, 1), arrayFilter(pair -> JSONType(pair, 2) IN ('Int64', 'UInt64', 'Double') OR (JSONType(pair, 2) = 'Object' AND JSONHas(pair, 2, 'double')), JSONExtractArrayRaw(definition, 'attributes'))), arrayMap(pair -> if(JSONType(pair, 2) IN ('Int64', 'UInt64', 'Double'), JSONExtractFloat(pair, 2), toFloat64OrZero(JSONExtractString(pair, 2, 'double'))), arrayFilter(pair -> JSONType(pair, 2) IN ('Int64', 'UInt64', 'Double') OR (JSONType(pair, 2) = 'Object' AND JSONHas(pair, 2, 'double')), JSONExtractArrayRaw(definition, 'attributes')))),
  ADD COLUMN IF NOT EXISTS `attributes_bool` Map(LowCardinality(String), Bool) DEFAULT mapFromArrays(arrayMap(pair -> JSONExtractString(pair, 1), arrayFilter(pair -> JSONType(pair, 2) = 'Bool', JSONExtractArrayRaw(definition, 'attributes'))), arrayMap(pair -> JSONExtractBool(pair, 2) = 1, arrayFilter(pair -> JSONType(pair, 2) = 'Bool', JSONExtractArrayRaw(definition, 'attributes')))),
  ADD COLUMN IF NOT EXISTS `attributes_other` Map(LowCardinality(String), String) DEFAULT mapFromArrays(arrayMap(pair -> JSONExtractString(pair, 1), arrayFilter(pair -> JSONType(pair, 2) IN ('Array', 'Null') OR (JSONType(pair, 2) = 'Object' AND (JSONHas(pair, 2, 'list') OR JSONHas(pair, 2, 'bytes'))), JSONExtractArrayRaw(definition, 'attributes'))), arrayMap(pair -> JSONExtractRaw(pair, 2), arrayFilter(pair -> JSONType(pair, 2) IN ('Array', 'Null') OR (JSONType(pair, 2) = 'Object' AND (JSONHas(pair, 2, 'list') OR JSONHas(pair, 2, 'bytes'))), JSONExtractArrayRaw(definition, 'attributes'))));

CREATE TABLE IF NOT EXISTS `spanhouse`.`completion_keys`
(
  `tenant` LowCardinality(String),
  `level` UInt8,
  `type` UInt8,
  `key` String,
  `received_on` Date,
  `span_count` UInt64,
  `version` UInt64 MATERIALIZED toUInt64(received_on) * 4294967296 + least(span_count, 4294967295),
  `slot` UInt16 MATERIALIZED cityHash64(type, key) % 65536
)
ENGINE = ReplacingMergeTree(version)
ORDER BY (tenant, level, slot)
SETTINGS non_replicated_deduplication_window = 10000;

CREATE TABLE IF NOT EXISTS `spanhouse`.`completion_values`
(
  `tenant` LowCardinality(String),
  `level` UInt8,
  `type` UInt8,
  `key` String,
  `value` String,
  `received_on` Date,
  `span_count` UInt64,
  `version` UInt64 MATERIALIZED toUInt64(received_on) * 4294967296 + least(span_count, 4294967295),
  `key_slot` UInt16 MATERIALIZED cityHash64(key) % 1024,
  `value_slot` UInt16 MATERIALIZED cityHash64(type, value) % 2048
)
ENGINE = ReplacingMergeTree(version)
ORDER BY (tenant, level, key_slot, value_slot)
SETTINGS non_replicated_deduplication_window = 10000;

CREATE MATERIALIZED VIEW IF NOT EXISTS `spanhouse`.`completion_keys_view`
TO `spanhouse`.`completion_keys` AS
SELECT
  tenant, received_on, level, type, key,
  sum(completion_values.span_count) AS span_count
FROM `spanhouse`.`completion_values` AS completion_values
GROUP BY tenant, received_on, level, type, key;

CREATE MATERIALIZED VIEW IF NOT EXISTS `spanhouse`.`completion_values_view`
TO `spanhouse`.`completion_values` AS
SELECT
  tenant, received_on, level, type, key, value, span_count
FROM
(
  SELECT
    tenant,
    received_on,
    intDiv(attribute_code, 8) AS level,
    attribute_code % 8 AS type,
    toString(attribute_key) AS key,
    if(length(attribute_value) > 128, '', attribute_value) AS value,
    count() AS span_count
  FROM
  (
    SELECT
      tenant,
      received_on,
      arrayConcat(
      arrayWithConstant(length(attributes_string), toUInt8(0)),
      arrayWithConstant(length(attributes_int), toUInt8(1)),
      arrayWithConstant(length(attributes_double), toUInt8(2)),
      arrayWithConstant(length(attributes_bool), toUInt8(3)),
      arrayWithConstant(length(attributes_other), toUInt8(4)),
      CAST([0, 1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1, 0], 'Array(UInt8)'),
      arrayWithConstant(length(arrayFlatten(arrayMap(m -> mapKeys(m), `events.attributes_string`))), toUInt8(24)),
      arrayWithConstant(length(arrayFlatten(arrayMap(m -> mapKeys(m), `events.attributes_other`))), toUInt8(28)),
      arrayMap(pair -> toUInt8(multiIf(startsWith(JSONExtractRaw(pair, 2), '"'), 8, startsWith(JSONExtractRaw(pair, 2), '{"int"'), 9, match(JSONExtractRaw(pair, 2), '^[-0-9]') OR startsWith(JSONExtractRaw(pair, 2), '{"double"'), 10, JSONExtractRaw(pair, 2) IN ('true', 'false'), 11, 12)), JSONExtractArrayRaw(resource_definition, 'attributes')),
      arrayMap(pair -> toUInt8(multiIf(startsWith(JSONExtractRaw(pair, 2), '"'), 16, startsWith(JSONExtractRaw(pair, 2), '{"int"'), 17, match(JSONExtractRaw(pair, 2), '^[-0-9]') OR startsWith(JSONExtractRaw(pair, 2), '{"double"'), 18, JSONExtractRaw(pair, 2) IN ('true', 'false'), 19, 20)), JSONExtractArrayRaw(scope_definition, 'attributes'))) AS codes,
      arrayConcat(
      mapKeys(attributes_string),
      mapKeys(attributes_int),
      mapKeys(attributes_double),
      mapKeys(attributes_bool),
      mapKeys(attributes_other),
      ['http.request.method', 'http.response.status_code', 'http.route', 'url.path', 'url.full', 'server.address', 'server.port', 'rpc.system', 'rpc.service', 'rpc.method', 'db.system.name', 'db.namespace', 'db.operation.name', 'db.collection.name', 'db.query.text', 'messaging.system', 'messaging.destination.name', 'messaging.operation.type', 'error.type', 'peer.service', 'http.method', 'http.status_code', 'db.system'],
      arrayFlatten(arrayMap(m -> mapKeys(m), `events.attributes_string`)),
      arrayFlatten(arrayMap(m -> mapKeys(m), `events.attributes_other`)),
      arrayMap(pair -> JSONExtractString(pair, 1), JSONExtractArrayRaw(resource_definition, 'attributes')),
      arrayMap(pair -> JSONExtractString(pair, 1), JSONExtractArrayRaw(scope_definition, 'attributes'))) AS keys,
      arrayConcat(
      mapValues(attributes_string),
      arrayMap(v -> toString(v), mapValues(attributes_int)),
      arrayMap(v -> toString(v), mapValues(attributes_double)),
      arrayMap(v -> if(v, 'true', 'false'), mapValues(attributes_bool)),
      arrayMap(v -> '', mapValues(attributes_other)),
      [toString(`http.request.method`), toString(`http.response.status_code`), toString(`http.route`), toString(`url.path`), toString(`url.full`), toString(`server.address`), toString(`server.port`), toString(`rpc.system`), toString(`rpc.service`), toString(`rpc.method`), toString(`db.system.name`), toString(`db.namespace`), toString(`db.operation.name`), toString(`db.collection.name`), toString(`db.query.text`), toString(`messaging.system`), toString(`messaging.destination.name`), toString(`messaging.operation.type`), toString(`error.type`), toString(`peer.service`), toString(`http.method`), toString(`http.status_code`), toString(`db.system`)],
      arrayFlatten(arrayMap(m -> arrayMap(v -> v, mapValues(m)), `events.attributes_string`)),
      arrayFlatten(arrayMap(m -> arrayMap(v -> '', mapValues(m)), `events.attributes_other`)),
      arrayMap(pair -> multiIf(startsWith(JSONExtractRaw(pair, 2), '"'), JSONExtractString(pair, 2), startsWith(JSONExtractRaw(pair, 2), '{"'), concat(JSONExtractString(pair, 2, 'int'), JSONExtractString(pair, 2, 'double')), startsWith(JSONExtractRaw(pair, 2), '['), '', JSONExtractRaw(pair, 2)), JSONExtractArrayRaw(resource_definition, 'attributes')),
      arrayMap(pair -> multiIf(startsWith(JSONExtractRaw(pair, 2), '"'), JSONExtractString(pair, 2), startsWith(JSONExtractRaw(pair, 2), '{"'), concat(JSONExtractString(pair, 2, 'int'), JSONExtractString(pair, 2, 'double')), startsWith(JSONExtractRaw(pair, 2), '['), '', JSONExtractRaw(pair, 2)), JSONExtractArrayRaw(scope_definition, 'attributes'))) AS `values`
    FROM `spanhouse`.`spans`
    WHERE rowNumberInAllBlocks() < 2048
      OR rowNumberInAllBlocks() % 32 = 0
      OR resource_definition != ''
      OR scope_definition != ''
  )
  ARRAY JOIN codes AS attribute_code, keys AS attribute_key, `values` AS attribute_value
  WHERE NOT (attribute_value IN ('', '0') AND attribute_key IN ('http.request.method', 'http.response.status_code', 'http.route', 'url.path', 'url.full', 'server.address', 'server.port', 'rpc.system', 'rpc.service', 'rpc.method', 'db.system.name', 'db.namespace', 'db.operation.name', 'db.collection.name', 'db.query.text', 'messaging.system', 'messaging.destination.name', 'messaging.operation.type', 'error.type', 'peer.service', 'http.method', 'http.status_code', 'db.system'))
    AND length(attribute_key) BETWEEN 1 AND 256
  GROUP BY tenant, received_on, level, type, key, value
)
ORDER BY
  -- Of resources and scopes each is looked at once, however many spans have it.
  level IN (1, 2) DESC,
  sum(span_count) OVER (PARTITION BY tenant, level, key) DESC,
  span_count DESC
LIMIT 64 BY tenant, level, key
LIMIT 8192;

ALTER TABLE `spanhouse`.`spans`
  ADD INDEX IF NOT EXISTS attribute_values mapValues(attributes_string) TYPE bloom_filter(0.01) GRANULARITY 1;

ALTER TABLE `spanhouse`.`spans`
  ADD INDEX IF NOT EXISTS promoted_in_map_range promoted_in_map TYPE minmax GRANULARITY 1;

CREATE TABLE IF NOT EXISTS `spanhouse`.`archived_spans`
(
  `tenant` LowCardinality(String) CODEC(ZSTD(3)),
  `received_on` Date CODEC(ZSTD(3)),
  `time_bucket` UInt32 CODEC(ZSTD(3)),
  `trace_id` FixedString(16) CODEC(ZSTD(3)),
  `start_unix_nano` UInt64 CODEC(ZSTD(3)),
  `duration_nano` Int64 CODEC(ZSTD(3)),
  `span_id` FixedString(8) CODEC(ZSTD(3)),
  `parent_span_id` FixedString(8) CODEC(ZSTD(3)),
  `name` LowCardinality(String) CODEC(ZSTD(3)),
  `kind` UInt8 CODEC(ZSTD(3)),
  `status_code` UInt8 CODEC(ZSTD(3)),
  `status_message` String CODEC(ZSTD(3)),
  `flags` UInt32 CODEC(ZSTD(3)),
  `trace_state` String CODEC(ZSTD(3)),
  `dropped_attributes_count` UInt32 CODEC(ZSTD(3)),
  `dropped_events_count` UInt32 CODEC(ZSTD(3)),
  `dropped_links_count` UInt32 CODEC(ZSTD(3)),
  `service_name` LowCardinality(String) CODEC(ZSTD(3)),
  `resource_id` LowCardinality(FixedString(16)) CODEC(ZSTD(3)),
  `scope_id` LowCardinality(FixedString(16)) CODEC(ZSTD(3)),
  `resource_definition` String CODEC(ZSTD(3)),
  `scope_definition` String CODEC(ZSTD(3)),
  `attributes_string` Map(LowCardinality(String), String) CODEC(ZSTD(3)),
  `attributes_int` Map(LowCardinality(String), Int64) CODEC(ZSTD(3)),
  `attributes_double` Map(LowCardinality(String), Float64) CODEC(ZSTD(3)),
  `attributes_bool` Map(LowCardinality(String), Bool) CODEC(ZSTD(3)),
  `attributes_other` Map(LowCardinality(String), String) CODEC(ZSTD(3)),
  `http.request.method` LowCardinality(String) CODEC(ZSTD(3)),
  `http.response.status_code` UInt16 CODEC(ZSTD(3)),
  `http.route` LowCardinality(String) CODEC(ZSTD(3)),
  `url.path` String CODEC(ZSTD(3)),
  `url.full` String CODEC(ZSTD(3)),
  `server.address` LowCardinality(String) CODEC(ZSTD(3)),
  `server.port` UInt16 CODEC(ZSTD(3)),
  `rpc.system` LowCardinality(String) CODEC(ZSTD(3)),
  `rpc.service` LowCardinality(String) CODEC(ZSTD(3)),
  `rpc.method` LowCardinality(String) CODEC(ZSTD(3)),
  `db.system.name` LowCardinality(String) CODEC(ZSTD(3)),
  `db.namespace` LowCardinality(String) CODEC(ZSTD(3)),
  `db.operation.name` LowCardinality(String) CODEC(ZSTD(3)),
  `db.collection.name` LowCardinality(String) CODEC(ZSTD(3)),
  `db.query.text` String CODEC(ZSTD(3)),
  `messaging.system` LowCardinality(String) CODEC(ZSTD(3)),
  `messaging.destination.name` LowCardinality(String) CODEC(ZSTD(3)),
  `messaging.operation.type` LowCardinality(String) CODEC(ZSTD(3)),
  `error.type` LowCardinality(String) CODEC(ZSTD(3)),
  `peer.service` LowCardinality(String) CODEC(ZSTD(3)),
  `http.method` LowCardinality(String) CODEC(ZSTD(3)),
  `http.status_code` UInt16 CODEC(ZSTD(3)),
  `db.system` LowCardinality(String) CODEC(ZSTD(3)),
  `promoted_in_map` UInt64 CODEC(ZSTD(3)),
  `events.time_unix_nano` Array(UInt64) CODEC(ZSTD(3)),
  `events.name` Array(LowCardinality(String)) CODEC(ZSTD(3)),
  `events.dropped_attributes_count` Array(UInt32) CODEC(ZSTD(3)),
  `events.attributes_string` Array(Map(LowCardinality(String), String)) CODEC(ZSTD(3)),
  `events.attributes_other` Array(Map(LowCardinality(String), String)) CODEC(ZSTD(3)),
  `links.trace_id` Array(FixedString(16)) CODEC(ZSTD(3)),
  `links.span_id` Array(FixedString(8)) CODEC(ZSTD(3)),
  `links.trace_state` Array(String) CODEC(ZSTD(3)),
  `links.flags` Array(UInt32) CODEC(ZSTD(3)),
  `links.dropped_attributes_count` Array(UInt32) CODEC(ZSTD(3)),
  `links.attributes_string` Array(Map(LowCardinality(String), String)) CODEC(ZSTD(3)),
  `links.attributes_other` Array(Map(LowCardinality(String), String)) CODEC(ZSTD(3)),
  `content` UInt128 CODEC(NONE)
)
ENGINE = ReplacingMergeTree()
ORDER BY (tenant, trace_id, start_unix_nano, span_id, content)
SETTINGS non_replicated_deduplication_window = 10000, index_granularity = 1024;

ALTER TABLE `spanhouse`.`spans` MODIFY TTL received_on + toIntervalDay(7);

ALTER TABLE `spanhouse`.`resources` MODIFY TTL received_on + toIntervalDay(9);

ALTER TABLE `spanhouse`.`scopes` MODIFY TTL received_on + toIntervalDay(9);

ALTER TABLE `spanhouse`.`operations` MODIFY TTL received_on + toIntervalDay(9);

ALTER TABLE `spanhouse`.`completion_keys` MODIFY TTL received_on + toIntervalDay(9);

ALTER TABLE `spanhouse`.`completion_values` MODIFY TTL received_on + toIntervalDay(9);

ALTER TABLE `spanhouse`.`red_10s` MODIFY TTL received_on + toIntervalDay(2);

ALTER TABLE `spanhouse`.`red_minute` MODIFY TTL received_on + toIntervalDay(7);

ALTER TABLE `spanhouse`.`red_service_minute` MODIFY TTL received_on + toIntervalDay(7);

ALTER TABLE `spanhouse`.`red_received_day` MODIFY TTL received_on + toIntervalDay(7);

ALTER TABLE `spanhouse`.`call_arrivals` MODIFY TTL received_on + toIntervalDay(8);

ALTER TABLE `spanhouse`.`call_graphs` MODIFY TTL computed_on + toIntervalDay(8);

ALTER TABLE `spanhouse`.`trace_summaries` MODIFY TTL received_week + toIntervalDay(15);
