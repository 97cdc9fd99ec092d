/** What `String.prototype.trim` of JavaScript takes away. */
const BLANK = String.raw`[\\s\\v\\x{a0}\\x{1680}\\x{2000}-\\x{200a}\\x{2028}\\x{2029}\\x{202f}\\x{205f}\\x{3000}\\x{feff}]*`;

/**
 * For the WITH clause of a SELECT that has the column `trace_state`: defines `span_weight`, how many spans a span
 * stands for. It is `adjustedCountOf` of core/model, the same double for every text, with the same idea of what is
 * well-formed. 1 without a threshold.
 *
 *   congo=1,ot=p:8;th:fd70a;rv:6e,rojo=2  ─▶  p:8;th:fd70a;rv:6e  ─▶  fd70a  ─▶  2^56 / (2^56 - 0xfd70a000000000)
 *   trace_state                               weight_entry            weight_digits       span_weight
 */
export const SPAN_WEIGHT_WITH: readonly string[] = [
  // Of the first entry called `ot`.
  `extract(trace_state, '(?s)(?:^|,)${BLANK}ot=([^,]*?)${BLANK}(?:,|$)') AS weight_entry`,
  // Of its first member called `th`; "" when the entry has more than 256 characters, where those outside of the
  // basic plane count twice, as in JavaScript.
  String.raw`if(
    lengthUTF8(weight_entry) + length(extractAll(weight_entry, '[\\x{10000}-\\x{10ffff}]')) > 256,
    '',
    extract(concat(';', weight_entry), '(?s);th:([^;]*)')) AS weight_digits`,
  // The first digit is the most significant; missing ones are zeros.
  `toFloat64(
    toUInt64(72057594037927936) - reinterpretAsUInt64(reverse(unhex(rightPad(weight_digits, 14, '0'))))) AS weight_kept`,
  // Nearly no span has a threshold: what may have one is looked at closely, and nothing else.
  String.raw`if(
    position(trace_state, 'th:') = 0,
    1.,
    if(match(weight_digits, '^[0-9a-fA-F]{1,14}\\z'), 268435456. / weight_kept * 268435456., 1.)) AS span_weight`,
];
