import { describe, expect, it } from "vitest";

import { identityOf } from "./delivery-headers.ts";

const SENDER = "0123456789abcdef0123456789abcdef";
const TOKEN = "ffffffffffffffffffffffffffffffff";

describe("the headers of a delivery", () => {
  it("name its sender and its token", () => {
    const headers = { "spanhouse-sender": SENDER, "spanhouse-token": TOKEN, host: "here" };
    expect(identityOf(headers)).toEqual({ by: "delivery", sender: SENDER, token: TOKEN });
  });

  it("are missing in what others send, which is recognised by its body", () => {
    expect(identityOf({ host: "here" })).toEqual({ by: "body" });
  });

  it.each([
    { "spanhouse-sender": SENDER },
    { "spanhouse-token": TOKEN },
    { "spanhouse-sender": SENDER, "spanhouse-token": "" },
    { "spanhouse-sender": SENDER.toUpperCase(), "spanhouse-token": TOKEN },
    { "spanhouse-sender": SENDER.slice(1), "spanhouse-token": TOKEN },
    { "spanhouse-sender": `${SENDER}\n`, "spanhouse-token": TOKEN },
    { "spanhouse-sender": `${SENDER}, ${SENDER}`, "spanhouse-token": TOKEN },
    { "spanhouse-sender": [SENDER, SENDER], "spanhouse-token": TOKEN },
  ])("are refused when they are anything else: %j", (headers) => {
    expect(identityOf(headers)).toMatchObject({ code: "INGEST_MALFORMED" });
  });
});
