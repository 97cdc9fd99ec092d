import type { Span } from "@spanhouse/model";
import { traceFromText } from "@spanhouse/model/testing";
import { attributesOf } from "./test-span.ts";

export const CHAT_TRACE_ID = "0000000000000000000000000000c4a7";

/** What an agent asked a model, by OpenTelemetry's conventions: messages as JSON, figures as integers. */
export function chatTrace(): readonly Span[] {
  const input = [
    { role: "user", parts: [{ type: "text", content: "Weather in Paris?" }] },
    {
      role: "assistant",
      parts: [{ type: "tool_call", id: "c1", name: "get_weather", arguments: { city: "Paris" } }],
    },
    { role: "tool", parts: [{ type: "tool_call_response", id: "c1", response: "rainy, 14 °C" }] },
  ];
  const output = [
    {
      role: "assistant",
      parts: [{ type: "text", content: "It rains.\nTake an umbrella." }],
      finish_reason: "stop",
    },
  ];
  const [agent, chat] = traceFromText(
    "agent:invoke_agent 0..5000\n  agent:chat small-model 100..2300 client",
    CHAT_TRACE_ID,
  );
  const attributes = [
    ...attributesOf({
      "gen_ai.operation.name": "chat",
      "gen_ai.request.model": "small-model",
      "gen_ai.input.messages": JSON.stringify(input),
      "gen_ai.output.messages": JSON.stringify(output),
    }),
    { key: "gen_ai.usage.input_tokens", value: { type: "int", value: 1_024n } } as const,
  ];
  return [agent!, { ...chat!, attributes }];
}
