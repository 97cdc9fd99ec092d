const PATHS = {
  chevron: "m6 4 4 4-4 4",
  close: "m4 4 8 8m0-8-8 8",
  copy: "M6 6h7v7H6zM3 10V3h7",
  check: "m3 8.5 3.5 3.5L13 4.5",
  error: "M8 1.8 14.6 13.6H1.4zM8 6.2v3.6m0 1.7v.2",
  warning: "M8 14.2A6.2 6.2 0 1 0 8 1.8a6.2 6.2 0 0 0 0 12.4zM8 4.8v4m0 2.1v.2",
  up: "m4 10 4-4 4 4",
  down: "m4 6 4 4 4-4",
  search: "M7 11.5a4.5 4.5 0 1 0 0-9 4.5 4.5 0 0 0 0 9zM10.4 10.4 14 14",
  refresh: "M13 8a5 5 0 1 1-1.6-3.7M13.2 2v3h-3",
  live: "M8 9.4a1.4 1.4 0 1 0 0-2.8 1.4 1.4 0 0 0 0 2.8zM4.5 11.5a5 5 0 0 1 0-7m7 0a5 5 0 0 1 0 7",
  sun: "M8 11a3 3 0 1 0 0-6 3 3 0 0 0 0 6zM8 1.2v1.6m0 10.4v1.6M1.2 8h1.6m10.4 0h1.6M3.2 3.2l1.1 1.1m7.4 7.4 1.1 1.1m0-9.6-1.1 1.1m-7.4 7.4-1.1 1.1",
  moon: "M13.2 9.6A5.6 5.6 0 0 1 6.4 2.8a5.6 5.6 0 1 0 6.8 6.8z",
  system: "M2 3h12v8H2zM6 14h4m-2-3v3",
  keys: "M1.8 4h12.4v8H1.8zM4.3 6.5h.2m2.3 0h.2m2.3 0h.2m2.3 0h.2M5 9.5h6",
  expandAll: "m4.5 6.5 3.5-3.5 3.5 3.5M4.5 9.5 8 13l3.5-3.5",
  collapseAll: "m4.5 2.5 3.5 3.5 3.5-3.5M4.5 13.5 8 10l3.5 3.5",
  expandLevel: "M3 3h10M4.5 7 8 10.5 11.5 7",
  collapseLevel: "M3 13h10M4.5 9 8 5.5 11.5 9",
  list: "M2 4.5h12M2 8h12M2 11.5h12",
  table: "M2 3h12v10H2zM2 6.5h12M7 6.5V13",
  where: "M2 3.5h12M2 6.5h8M2 9.5h5M2 12.5h2.5",
  plus: "M8 3v10M3 8h10",
  minus: "M3 8h10",
  gaps: "M1.5 8h3m7 0h3M7 4.5 5.5 11.5M10.5 4.5 9 11.5",
  fold: "M3 3.5h10M3 12.5h10M5 6.5h6M5 9.5h6",
  bookmark: "M4 2h8v12l-4-3.2L4 14z",
  file: "M4 1.8h5l3 3v9.4H4zM8.8 2v3h3",
  pin: "M6 2h4l-.6 5 2.1 2v1H4.5V9l2.1-2zM8 10v4",
  link: "M6.6 9.4 9.4 6.6M7.2 4.6l1.4-1.4a3 3 0 0 1 4.2 4.2l-1.4 1.4m-2.6 2.6-1.4 1.4a3 3 0 0 1-4.2-4.2l1.4-1.4",
} as const;

export type IconName = keyof typeof PATHS;

/** A line drawing in the colour of the text. It says nothing by itself: give a label beside it. */
export function Icon({ name, size = 16 }: { readonly name: IconName; readonly size?: number }) {
  return (
    <svg
      width={size}
      height={size}
      viewBox="0 0 16 16"
      fill="none"
      stroke="currentColor"
      strokeWidth="1.5"
      strokeLinecap="round"
      strokeLinejoin="round"
      aria-hidden="true"
    >
      <path d={PATHS[name]} />
    </svg>
  );
}
