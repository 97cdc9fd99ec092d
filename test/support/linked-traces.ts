import type { Span } from "@spanhouse/model";
import { spanIdFromText, traceFromText } from "@spanhouse/model/testing";
import { startingAt } from "./shop-spans.ts";

/** An order whose work is handed from trace to trace through queues: order, worker, mail, and one trace further. */

export const ORDER_ID = "0000000000000000000000000000e001";
export const WORKER_ID = "0000000000000000000000000000e002";
export const MAIL_ID = "0000000000000000000000000000e003";
export const BOUNCE_ID = "0000000000000000000000000000e004";

/** `span` of the trace, counted from 1, takes the work of a span of another one. */
function linked(
  spans: readonly Span[],
  span: number,
  to: { readonly traceId: string; readonly span: number },
): readonly Span[] {
  const link = {
    ...{ traceId: to.traceId, spanId: spanIdFromText(to.span.toString(16)), traceState: "" },
    ...{ flags: 0, attributes: [], droppedAttributesCount: 0 },
  };
  return spans.map((each, at) => (at === span - 1 ? { ...each, links: [link] } : each));
}

/** The order begins at `unixMs`. */
export function linkedTraces(unixMs: number): readonly Span[] {
  const order = traceFromText(
    `
    web:POST /order 0..100 server
      web:check stock 5..20
      web:send orders 30..35 producer messaging.destination.name=orders
      web:render 40..90
  `,
    ORDER_ID,
  );
  const worker = traceFromText(
    `
    worker:process orders 0..200 consumer messaging.destination.name=orders
      db:INSERT order 10..150 client
      worker:send mails 160..170 producer
  `,
    WORKER_ID,
  );
  const mail = traceFromText("mail:process mails 0..50 consumer error", MAIL_ID);
  const bounce = traceFromText("mail:process bounces 0..5 consumer", BOUNCE_ID);
  return [
    ...startingAt(unixMs, order),
    ...startingAt(unixMs + 300, linked(worker, 1, { traceId: ORDER_ID, span: 3 })),
    ...startingAt(unixMs + 800, linked(mail, 1, { traceId: WORKER_ID, span: 3 })),
    ...startingAt(unixMs + 900, linked(bounce, 1, { traceId: MAIL_ID, span: 1 })),
  ];
}
