/** Demo strip. */
export default function DemoStrip() {
  return null;
}
