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
SETTINGS non_replicated_deduplication_window = 10000, index_granularity = 1024, ttl_only_drop_parts = 1, materialize_ttl_recalculate_only = 1;

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

ALTER TABLE `spanhouse`.`spans` MODIFY TTL received_on + toIntervalDay(7);

ALTER TABLE `spanhouse`.`resources` MODIFY TTL received_on + toIntervalDay(9);

ALTER TABLE `spanhouse`.`scopes` MODIFY TTL received_on + toIntervalDay(9);

ALTER TABLE `spanhouse`.`operations` MODIFY TTL received_on + toIntervalDay(9);

ALTER TABLE `spanhouse`.`trace_summaries` MODIFY TTL received_week + toIntervalDay(15);
