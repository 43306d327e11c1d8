/** What a PDF says, read as the pages read it. */
import { getDocument } from '../../designer/node_modules/pdfjs-dist/legacy/build/pdf.mjs';

/** The text of all its pages, with one space wherever there is any room between words. */
export async function pdfText(bytes) {
  const pdf = await getDocument({ data: new Uint8Array(bytes), verbosity: 0 }).promise;
  const pages = [];
  for (let n = 1; n <= pdf.numPages; n++) {
    const { items } = await (await pdf.getPage(n)).getTextContent();
    pages.push(items.map((item) => item.str + (item.hasEOL ? ' ' : '')).join(''));
  }
  return pages.join(' ').replace(/\s+/g, ' ');
}
