/** Placeholder of the versions, replaced by the page itself. */
export default function ProcessVersions() {
  return null;
}
