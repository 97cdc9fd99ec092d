import { describe, expect, it } from "vitest";
import {
  idLiteral,
  identifier,
  numberLiteral,
  stringLiteral,
  withLiterals,
} from "./sql-literal.ts";

describe("stringLiteral", () => {
  it("leaves no way out of the quotes", () => {
    expect(stringLiteral("a'; DROP TABLE x --")).toBe(String.raw`'a\'; DROP TABLE x --'`);
    expect(stringLiteral("a\\")).toBe(String.raw`'a\\'`);
    expect(stringLiteral("\\'")).toBe(String.raw`'\\\''`);
    expect(stringLiteral("\0\n\x1f")).toBe(String.raw`'\x00\x0a\x1f'`);
    expect(stringLiteral("naïve 🦊")).toBe("'naïve 🦊'");
  });
});

describe("withLiterals", () => {
  it("casts each value to the type that its placeholder names", () => {
    const sql = "SELECT {a:String}, {b:Int64}, {c:Array(UInt32)}";
    expect(withLiterals({ sql, parameters: { a: "x'", b: -5n, c: [1, 2] } })).toBe(
      String.raw`SELECT CAST('x\'', 'String'), CAST('-5', 'Int64'), CAST(['1','2'], 'Array(UInt32)')`,
    );
  });

  it("does not look for placeholders in values", () => {
    const sql = "SELECT {a:String}, {b:String}";
    expect(withLiterals({ sql, parameters: { a: "{b:String}", b: "$&" } })).toBe(
      "SELECT CAST('{b:String}', 'String'), CAST('$&', 'String')",
    );
  });

  it("refuses a placeholder without a value", () => {
    expect(() => withLiterals({ sql: "SELECT {a:String}" })).toThrow("a has no value");
  });
});

describe("idLiteral", () => {
  it("accepts ids of 8 and 16 bytes only", () => {
    expect(idLiteral("00112233445566778899aabbccddeeff")).toBe(
      "unhex('00112233445566778899aabbccddeeff')",
    );
    expect(idLiteral("0011223344556677")).toBe("unhex('0011223344556677')");
    for (const wrong of ["", "0", "00112233445566AA", "') OR 1=1 --", "001122334455667788"]) {
      expect(() => idLiteral(wrong)).toThrow();
    }
  });
});

describe("identifier and numberLiteral", () => {
  it("refuse what has no literal", () => {
    expect(identifier("http.route")).toBe("`http.route`");
    expect(() => identifier("a`b")).toThrow();
    expect(numberLiteral(18446744073709551615n)).toBe("18446744073709551615");
    expect(() => numberLiteral(NaN)).toThrow();
  });
});
