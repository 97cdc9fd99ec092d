/** The style sheet of the page, in the colours of the UI: light or dark as the system has it. */
export const PAGE_STYLE = `:root {
  color-scheme: light dark;
  --ground: light-dark(#f5f4f0, #14161a);
  --surface: light-dark(#fdfcfa, #1b1e23);
  --line: light-dark(#dedbd3, #31363e);
  --ink: light-dark(#1d1f22, #e8e9eb);
  --ink-soft: light-dark(#54585e, #a9afb8);
  --accent: light-dark(#0b5d5b, #74d4ca);
  --accent-wash: light-dark(#d9ebe8, #1d3c3b);
}
* { box-sizing: border-box; }
html {
  background: var(--ground);
  color: var(--ink);
  scroll-padding-top: 16px;
}
body {
  font: 0.875rem / 1.5 system-ui, -apple-system, "Segoe UI", Roboto, "Noto Sans", sans-serif;
  display: grid;
  grid-template: "header header" auto "nav main" 1fr / minmax(200px, 300px) minmax(0, 60rem);
  gap: 0 32px;
  margin: 0 auto;
  padding: 0 24px 48px;
  max-width: 1280px;
}
header { grid-area: header; border-bottom: 1px solid var(--line); padding: 20px 0 12px; }
header p { display: flex; flex-wrap: wrap; gap: 4px 24px; margin: 4px 0 0; }
nav {
  grid-area: nav;
  position: sticky;
  top: 0;
  align-self: start;
  max-height: 100vh;
  overflow: auto;
  padding: 16px 0;
}
nav ul { list-style: none; margin: 0 0 16px; padding: 0; }
nav li a { display: block; padding: 3px 0; overflow-wrap: anywhere; font-size: 0.8125rem; text-decoration: none; }
nav li a:hover { text-decoration: underline; }
nav h2, nav summary { font-size: 0.75rem; color: var(--ink-soft); font-weight: 600; margin: 0 0 4px; }
nav summary { cursor: pointer; padding: 4px 0; }
main { grid-area: main; min-width: 0; padding: 16px 0; }
h1 { font-size: 1.25rem; margin: 0; }
h2 { font-size: 1rem; margin: 24px 0 4px; }
h3 { font-size: 0.9375rem; margin: 0 0 4px; overflow-wrap: anywhere; }
p { margin: 0 0 8px; max-width: 46rem; }
a { color: var(--accent); }
code { font: 0.8125rem ui-monospace, "SF Mono", "Cascadia Mono", Menlo, Consolas, "DejaVu Sans Mono", monospace; }
small { color: var(--ink-soft); font-size: 0.75rem; font-weight: 400; }
article {
  background: var(--surface);
  border: 1px solid var(--line);
  border-radius: 6px;
  margin: 12px 0;
  padding: 16px;
}
article:target { border-color: var(--accent); }
.summary { color: var(--ink-soft); }
.method {
  background: var(--accent-wash);
  border-radius: 4px;
  color: var(--accent);
  font-size: 0.75rem;
  padding: 2px 6px;
}
.table { overflow-x: auto; }
table { border-collapse: collapse; width: 100%; margin: 8px 0 0; }
th, td { border-top: 1px solid var(--line); padding: 6px 12px 6px 0; text-align: left; vertical-align: top; }
thead th { border-top: 0; color: var(--ink-soft); font-size: 0.75rem; font-weight: 400; }
tbody th { font-weight: 400; }
tbody th small { display: block; }
.skip { position: absolute; left: -100vw; }
.skip:focus { left: 8px; top: 8px; background: var(--surface); padding: 8px; }
:focus-visible { outline: 2px solid var(--accent); outline-offset: 1px; }
@media (max-width: 760px) {
  body { display: block; padding: 0 16px 32px; }
  nav { position: static; max-height: none; }
}
@media print {
  nav, .skip { display: none; }
}
`;
