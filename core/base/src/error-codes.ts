/**
 * Every error code a person or client can see, in one place. Each has a page `docs/errors/<CODE>.md`;
 * a test in `test/tidy` compares the two sets both ways.
 *
 * `httpStatus` is what the HTTP doors answer; codes that only stop a start have status 500.
 * `exitCode` is the process exit code for codes that stop a start.
 */
interface ErrorEntry {
  readonly httpStatus: number;
  readonly exitCode?: number;
}

const registry = {
  // Starting up
  CONFIG_INVALID: { httpStatus: 500, exitCode: 2 },
  START_PORT_IN_USE: { httpStatus: 500, exitCode: 3 },
  START_DATA_FOLDER_UNWRITABLE: { httpStatus: 500, exitCode: 4 },
  START_DATA_FOLDER_LOCKED: { httpStatus: 500, exitCode: 5 },
  START_PLATFORM_UNSUPPORTED: { httpStatus: 500, exitCode: 6 },
  STORAGE_UNREACHABLE: { httpStatus: 503, exitCode: 7 },
  STORAGE_TOO_OLD: { httpStatus: 500, exitCode: 8 },
  STORAGE_SELF_TEST_FAILED: { httpStatus: 500, exitCode: 9 },
  // Taking spans in
  INGEST_MALFORMED: { httpStatus: 400 },
  INGEST_TOO_LARGE: { httpStatus: 413 },
  INGEST_UNSUPPORTED_MEDIA_TYPE: { httpStatus: 415 },
  INGEST_UNSUPPORTED_ENCODING: { httpStatus: 415 },
  INGEST_METHOD_NOT_ALLOWED: { httpStatus: 405 },
  INGEST_NOT_FOUND: { httpStatus: 404 },
  INGEST_OVERLOADED: { httpStatus: 503 },
  INGEST_SPOOL_FULL: { httpStatus: 503 },
  INGEST_SPOOL_FAILED: { httpStatus: 503 },
  INGEST_SHUTTING_DOWN: { httpStatus: 503 },
  // Telling clients what to sample
  SAMPLING_REQUEST_INVALID: { httpStatus: 400 },
  SAMPLING_UNAVAILABLE: { httpStatus: 503 },
  // Answering questions
  QUERY_INVALID: { httpStatus: 400 },
  QUERY_TRACEQL_INVALID: { httpStatus: 400 },
  QUERY_TRACEQL_UNSUPPORTED: { httpStatus: 400 },
  QUERY_NOT_FOUND: { httpStatus: 404 },
  QUERY_TIMEOUT: { httpStatus: 503 },
  QUERY_TOO_LARGE: { httpStatus: 422 },
  QUERY_OVERLOADED: { httpStatus: 503 },
  INTERNAL: { httpStatus: 500 },
} as const satisfies Record<string, ErrorEntry>;

export type ErrorCode = keyof typeof registry;

export const ERRORS: Readonly<Record<ErrorCode, ErrorEntry>> = registry;
