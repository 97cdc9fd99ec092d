/** The sign of Spanhouse: a roof over a small waterfall. Same drawing as public/favicon.svg. */
export function Mark() {
  return (
    <svg width="24" height="24" viewBox="0 0 24 24" aria-hidden="true">
      <rect width="24" height="24" rx="5.5" fill="#0b5d5b" />
      <g fill="none" strokeWidth="2.2" strokeLinecap="round" strokeLinejoin="round">
        <path d="M4.5 11.2 12 5l7.5 6.2" stroke="#fff" />
        <path d="M6.6 12.9h8.2" stroke="#fff" />
        <path d="M9.4 16h4.8" stroke="#f2c879" />
        <path d="M11.6 19h5.8" stroke="#8fe0d6" />
      </g>
    </svg>
  );
}
