/** OTLP's span kinds that Zipkin knows. */
export const KIND = { internal: 1, server: 2, client: 3, producer: 4, consumer: 5 } as const;
