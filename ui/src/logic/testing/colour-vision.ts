/**
 * What colours look like to different eyes, for the test of the palette: colour vision deficiency after
 * Machado, Oliveira and Fernandes (2009), full severity; distances in OKLab.
 */

type Triple = readonly [number, number, number];
type Matrix = readonly [Triple, Triple, Triple];

const MATRICES = {
  usual: [
    [1, 0, 0],
    [0, 1, 0],
    [0, 0, 1],
  ],
  protanope: [
    [0.152286, 1.052583, -0.204868],
    [0.114503, 0.786281, 0.099216],
    [-0.003882, -0.048116, 1.051998],
  ],
  deuteranope: [
    [0.367322, 0.860646, -0.227968],
    [0.280085, 0.672501, 0.047413],
    [-0.01182, 0.04294, 0.968881],
  ],
  tritanope: [
    [1.255528, -0.076749, -0.178779],
    [-0.078411, 0.930809, 0.147602],
    [0.004733, 0.691367, 0.3039],
  ],
} as const satisfies Record<string, Matrix>;

export type Vision = keyof typeof MATRICES;
export const VISIONS: readonly Vision[] = ["usual", "protanope", "deuteranope", "tritanope"];

/** Distance in OKLab between two `#rrggbb` colours as seen by such eyes. */
export function differenceSeenBy(vision: Vision, one: string, other: string): number {
  const [l1, a1, b1] = toOklab(apply(MATRICES[vision], toLinear(one)));
  const [l2, a2, b2] = toOklab(apply(MATRICES[vision], toLinear(other)));
  return Math.hypot(l1 - l2, a1 - a2, b1 - b2);
}

/** WCAG contrast of two `#rrggbb` colours. */
export function contrastRatio(one: string, other: string): number {
  const [high, low] = [luminance(one), luminance(other)].sort((a, b) => b - a);
  return (high! + 0.05) / (low! + 0.05);
}

function luminance(colour: string): number {
  const [red, green, blue] = toLinear(colour);
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}

function toLinear(colour: string): Triple {
  const channel = (at: number): number => {
    const value = parseInt(colour.slice(at, at + 2), 16) / 255;
    return value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4;
  };
  return [channel(1), channel(3), channel(5)];
}

function toOklab(linear: Triple): Triple {
  const [red, green, blue] = linear.map((value) => Math.min(1, Math.max(0, value)));
  const rgb: Triple = [red!, green!, blue!];
  const cones = apply(
    [
      [0.4122214708, 0.5363325363, 0.0514459929],
      [0.2119034982, 0.6806995451, 0.1073969566],
      [0.0883024619, 0.2817188376, 0.6299787005],
    ],
    rgb,
  ).map(Math.cbrt);
  return apply(
    [
      [0.2104542553, 0.793617785, -0.0040720468],
      [1.9779984951, -2.428592205, 0.4505937099],
      [0.0259040371, 0.7827717662, -0.808675766],
    ],
    [cones[0]!, cones[1]!, cones[2]!],
  );
}

function apply(matrix: Matrix, [x, y, z]: Triple): Triple {
  const row = ([a, b, c]: Triple): number => a * x + b * y + c * z;
  return [row(matrix[0]), row(matrix[1]), row(matrix[2])];
}
