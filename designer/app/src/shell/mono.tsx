/** The sign of Staffetta: a message handed on. */
export function Mono({ size = 24 }: { size?: number }) {
  return (
    <svg width={size} height={size} viewBox="0 0 32 32" aria-hidden focusable="false">
      <path d="M4 16h12" stroke="currentColor" strokeWidth="3.2" strokeLinecap="round" />
      <path d="M14 7.5 22.5 16 14 24.5" fill="none" stroke="currentColor" strokeWidth="3.2" strokeLinecap="round" strokeLinejoin="round" />
      <circle cx="27.5" cy="16" r="2.5" fill="currentColor" />
    </svg>
  );
}
