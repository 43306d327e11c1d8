/** Placeholder of the list of processes, replaced by the page itself. */
export default function ProcessList() {
  return null;
}
