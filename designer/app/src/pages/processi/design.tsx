/** Placeholder of the process designer, replaced by the page itself. */
export default function ProcessDesign() {
  return null;
}
