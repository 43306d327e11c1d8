/** Page under construction. */
export default function Page() {
  return null;
}
