import { writeExposition } from "@spanhouse/wire";
import { expect, it } from "vitest";
import { TARGET_LABEL_CHARS_MAX, TARGET_LABELS_MAX } from "../limits.ts";
import { targetFamily } from "./target-info.ts";

function lines(...attributes: Readonly<Record<string, string>>[]): readonly string[] {
  const targets = attributes.map((of) => ({
    ...{ service: of["service.name"] ?? "", attributes: new Map(Object.entries(of)) },
  }));
  const text = [...writeExposition([targetFamily(targets)], "text")].join("");
  return text.split("\n").filter((line) => line.startsWith("traces_target_info"));
}

it("says what is known of a service, with job and instance as OpenTelemetry has them", () => {
  expect(
    lines({
      ...{ "service.name": "cart", "service.namespace": "shop", "service.instance.id": "c-1" },
      ...{ "k8s.pod.name": "cart-7", "9lives": "yes", "a..b": "x", "process.pid": "7" },
    }),
  ).toEqual([
    'traces_target_info{service="cart",job="shop/cart",instance="c-1",key_9lives="yes",a_b="x",k8s_pod_name="cart-7"} 1',
  ]);
});

it("has each set of labels once, also where names become the same", () => {
  expect(lines({ "a.b": "1", a_b: "2" }, { "a.b": "1", "process.pid": "8" })).toEqual([
    'traces_target_info{service="",job="",instance="",a_b="1"} 1',
  ]);
});

it("bounds labels and their length", () => {
  const many = Object.fromEntries(Array.from({ length: 100 }, (_, i) => [`key.${i}`, "v"]));
  expect(lines(many)[0]!.match(/="/g)).toHaveLength(TARGET_LABELS_MAX);
  expect(lines({ long: "x".repeat(TARGET_LABEL_CHARS_MAX + 1) })[0]).not.toContain("long");
});
