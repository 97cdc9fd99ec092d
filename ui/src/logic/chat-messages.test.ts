import type { OwnAttributeValue } from "@spanhouse/model";
import { describe, expect, it } from "vitest";
import { chatMessagesOf } from "./chat-messages.ts";

const text = (value: unknown): OwnAttributeValue => ({
  type: "string",
  value: typeof value === "string" ? value : JSON.stringify(value),
});

describe("the messages of a model", () => {
  it("are read from JSON, with every kind of part", () => {
    const parts = [
      { type: "text", content: "Weather in Paris?" },
      { type: "reasoning", content: "Ask the tool." },
      { type: "tool_call", id: "c1", name: "get_weather", arguments: { city: "Paris" } },
      { type: "tool_call_response", id: "c1", response: "rainy" },
      { type: "uri", modality: "image", uri: "https://example.com/a.png" },
    ];
    expect(chatMessagesOf("gen_ai.input.messages", text([{ role: "user", parts }]))).toEqual([
      {
        role: "user",
        parts: [
          { type: "text", text: "Weather in Paris?" },
          { type: "reasoning", text: "Ask the tool." },
          { type: "toolCall", text: 'get_weather({"city":"Paris"})' },
          { type: "toolAnswer", text: "rainy" },
          { type: "other", text: JSON.stringify(parts[4]) },
        ],
      },
    ]);
  });

  it("are read from lists of key-value lists, and instructions are parts of one", () => {
    const part: OwnAttributeValue = {
      type: "keyValueList",
      value: [
        { key: "type", value: text("text") },
        { key: "content", value: text("Be brief.") },
      ],
    };
    const value: OwnAttributeValue = { type: "array", value: [part] };
    expect(chatMessagesOf("gen_ai.system_instructions", value)).toEqual([
      { role: "", parts: [{ type: "text", text: "Be brief." }] },
    ]);
  });

  it.each([
    ["another attribute", "db.rows", text([{ role: "user", parts: [] }])],
    ["no JSON", "gen_ai.input.messages", text("[cut off")],
    ["no list", "gen_ai.input.messages", text({ role: "user" })],
    ["a list of numbers", "gen_ai.input.messages", text([1])],
    ["no message at all", "gen_ai.input.messages", text([])],
    [
      "a number with more digits than JSON keeps",
      "gen_ai.input.messages",
      text('[{"role":"user","parts":[{"type":"other","id":9007199254740993}]}]'),
    ],
  ])("are not seen in %s", (_, key, value) => {
    expect(chatMessagesOf(key, value)).toBeUndefined();
  });
});
