import { PassThrough } from "node:stream";
import { text } from "node:stream/consumers";
import { expect, it } from "vitest";
import { answerUnparsable } from "./unparsable.ts";

it.each([
  ["ERR_HTTP_REQUEST_TIMEOUT", "408 Request Timeout"],
  ["HPE_HEADER_OVERFLOW", "431 Request Header Fields Too Large"],
  ["HPE_INVALID_METHOD", "400 Bad Request"],
])("answers %s with %s, and says that it closes the connection", async (code, status) => {
  const socket = new PassThrough();
  answerUnparsable(Object.assign(new Error("parser"), { code }), socket);
  const answer = await text(socket);
  expect(answer.startsWith(`HTTP/1.1 ${status}\r\n`)).toBe(true);
  expect(answer).toContain("connection: close\r\n");
});

it("answers nothing on a connection that is gone", () => {
  const socket = new PassThrough();
  socket.end();
  answerUnparsable(new Error("reset"), socket);
  expect(socket.destroyed).toBe(true);
});
